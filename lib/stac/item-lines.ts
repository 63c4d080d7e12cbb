/** One record of newline-delimited JSON (one item a line), or of a GeoJSON text sequence (RFC 8142, one item after each
 * record separator, over as many lines as it likes). */
export interface ItemLine {
  /** Where the record begins; the first line is 1. */
  readonly line: number;
  /** Byte after the record: reading can go on there. */
  readonly end: number;
  /** Line at `end`. */
  readonly endLine: number;
  /** Absent when the record is longer than the limit. */
  readonly bytes?: Buffer;
}

export interface LineOptions {
  /** Bytes that a record may have. */
  readonly limit: number;
  /** Where in its text the first chunk lies. */
  readonly from?: { readonly byte: number; readonly line: number };
}

const newline = 0x0a;
const recordSeparator = 0x1e;

/** Splits text into records as it comes in; empty ones are left out. No more than one record is held. */
export async function* splitLines(chunks: AsyncIterable<Uint8Array>, options: LineOptions): AsyncGenerator<ItemLine> {
  let { byte: end, line } = options.from ?? { byte: 0, line: 1 };
  let separator: number | undefined;
  let held: Buffer[] = [];
  let size = 0;
  let lines = 0;

  const hold = (piece: Buffer): void => {
    size += piece.length;
    lines += newlinesIn(piece);
    end += piece.length;
    if (size <= options.limit) held.push(piece);
    else held = [];
  };
  const take = (): ItemLine | undefined => {
    const bytes = size <= options.limit ? (held.length === 1 ? held[0]! : Buffer.concat(held)) : undefined;
    const taken = { line, end, endLine: line + lines, ...(bytes ? { bytes } : {}) };
    line += lines;
    [held, size, lines] = [[], 0, 0];
    return bytes && isBlank(bytes) ? undefined : taken;
  };

  for await (const chunk of chunks) {
    let rest = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    separator ??= rest.length === 0 ? undefined : rest[0] === recordSeparator ? recordSeparator : newline;
    if (separator === undefined) continue;
    for (;;) {
      // A newline ends its record, a record separator begins one.
      const at = separator === newline ? rest.indexOf(newline) + 1 : rest.indexOf(recordSeparator, size === 0 ? 1 : 0);
      if (at < 0 || (separator === newline && at === 0)) break;
      hold(rest.subarray(0, at));
      rest = rest.subarray(at);
      const record = take();
      if (record) yield record;
    }
    hold(rest);
  }
  const last = size > 0 ? take() : undefined;
  if (last) yield last;
}

function newlinesIn(piece: Buffer): number {
  let count = 0;
  for (let at = piece.indexOf(newline); at >= 0; at = piece.indexOf(newline, at + 1)) count += 1;
  return count;
}

/** Nothing but white space, and a record separator. */
function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte <= 0x20);
}
