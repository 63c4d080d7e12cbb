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

const space = 0x20;
const breaks = new Set([0x0a, 0x0d, 0x1e]);

/** Text as one line: in whole JSON a line's end is white space. Byte by byte, since what is refused may be no UTF-8. */
export function oneLine(bytes: Uint8Array): Uint8Array {
  const line = Uint8Array.from(bytes, (byte) => (breaks.has(byte) ? space : byte));
  return line.slice(
    line.findIndex((byte) => byte !== space),
    line.findLastIndex((byte) => byte !== space) + 1,
  );
}
