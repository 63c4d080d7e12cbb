/** Where reading can go on. */
export interface Position {
  /** Of the source's `total`: bytes, rows or files. */
  readonly at: number;
  /** Line at a byte. */
  readonly line?: number;
}

export const start: Position = { at: 0 };

/** One item as its source has it. */
export interface Entry {
  /** For messages: `line 12`, `row 7`, a file's name. */
  readonly place: string;
  readonly next: Position;
  /** Bytes that it takes in memory, about. */
  readonly size: number;
  /** What it says.
   * @throws {InvalidInputError} @throws {PayloadTooLargeError} */
  parse(): unknown;
  /** Its text, on one line; undefined when it is too long to be held. */
  raw(): Uint8Array | undefined;
}

/** An archive of items, read once from a position on. */
export interface Source {
  readonly total: number;
  entries(from: Position): AsyncIterable<Entry>;
}

/** Bytes of one item: as many as the API takes. */
export const itemLimit = 8 * 1024 * 1024;

/** Text as one line. In JSON that is whole a line end is white space. */
export function oneLine(bytes: Buffer): Buffer {
  const text = bytes.includes(0x1e) || bytes.includes(0x0a) || bytes.includes(0x0d);
  return text
    ? Buffer.from(
        bytes
          .toString('latin1')
          .replaceAll(/[\r\n]+/g, ' ')
          .replace(separator, '')
          .trim(),
        'latin1',
      )
    : bytes;
}

const separator = String.fromCharCode(0x1e);
