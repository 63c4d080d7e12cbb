import { createReadStream, statSync } from 'node:fs';
import { parseItemLine } from '../../lib/stac/parse-item-line.ts';
import { splitElements } from './json-elements.ts';
import { itemLimit, oneLine, type Entry, type Position, type Source } from './source.ts';

/** A FeatureCollection, a list of items, or one item. Positions are bytes; what lies before is read again, not parsed. */
export function jsonSource(path: string): Source {
  return { total: statSync(path).size, entries: (from) => elements(path, from) };
}

async function* elements(path: string, from: Position): AsyncGenerator<Entry> {
  let index = 0;
  const chunks = createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>;
  for await (const { end, bytes } of splitElements(chunks, itemLimit)) {
    const place = `features[${index}]`;
    index += 1;
    if (end <= from.at) continue;
    yield {
      place,
      next: { at: end },
      size: bytes?.length ?? 0,
      parse: () => parseItemLine(bytes, itemLimit),
      raw: () => bytes && oneLine(bytes),
    };
  }
}
