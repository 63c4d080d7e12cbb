import { createReadStream, statSync } from 'node:fs';
import { splitLines } from '../../lib/stac/item-lines.ts';
import { parseItemLine } from '../../lib/stac/parse-item-line.ts';
import { itemLimit, oneLine, type Entry, type Position, type Source } from './source.ts';

/** One item a line, or a GeoJSON text sequence. Positions are bytes. */
export function lineSource(path: string): Source {
  return {
    total: statSync(path).size,
    entries: (from) => lines(path, from),
  };
}

async function* lines(path: string, { at, line = 1 }: Position): AsyncGenerator<Entry> {
  const chunks = createReadStream(path, { start: at, highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>;
  for await (const found of splitLines(chunks, { limit: itemLimit, from: { byte: at, line } })) {
    const { bytes } = found;
    yield {
      place: `line ${found.line}`,
      next: { at: found.end, line: found.endLine },
      size: bytes?.length ?? 0,
      parse: () => parseItemLine(bytes, itemLimit),
      raw: () => bytes && oneLine(bytes),
    };
  }
}
