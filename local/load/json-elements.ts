/** One element of the list in a JSON text. */
export interface JsonElement {
  /** Byte after it. */
  readonly end: number;
  /** Absent when it is longer than the limit. */
  readonly bytes?: Buffer;
}

const [quote, comma, colon, backslash] = [0x22, 0x2c, 0x3a, 0x5c];
const [openList, closeList, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Takes the elements out of a FeatureCollection or a list of items as its text comes in, whatever the order of its
 * members; only one element is held. A text that is neither is one element itself. */
export async function* splitElements(chunks: AsyncIterable<Buffer>, limit: number): AsyncGenerator<JsonElement> {
  const held = holder(limit);
  /** Depth of the list whose elements are taken; the whole text's until it is found. */
  let listDepth: number | undefined;
  let isOver = false;
  let depth = 0;
  let inString = false;
  let isEscaped = false;
  let key: number[] | undefined;
  let lastKey = '';
  let offset = 0;
  for await (const chunk of chunks) {
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at]!;
      if (inString) {
        if (isEscaped) isEscaped = false;
        else if (byte === backslash) isEscaped = true;
        else if (byte === quote) inString = false;
        if (key && inString && key.length < 16) key.push(byte);
        continue;
      }
      if (byte === quote) {
        inString = true;
        key = depth === 1 && listDepth === undefined ? [] : undefined;
      } else if (byte === colon && depth === 1 && key) {
        lastKey = String.fromCharCode(...key);
      } else if (byte === openList || byte === openObject) {
        depth += 1;
        const isList = byte === openList && (depth === 1 || (depth === 2 && lastKey === 'features'));
        if (!isList || listDepth !== undefined) continue;
        listDepth = depth;
        held.drop();
        from = at + 1;
      } else if (byte === comma || byte === closeList || byte === closeObject) {
        const isEnd = depth === listDepth && !isOver && byte !== closeObject;
        if (isEnd) {
          held.add(chunk.subarray(from, at));
          const bytes = held.take();
          if (bytes !== null) yield { end: offset + at, ...(bytes ? { bytes } : {}) };
          from = at + 1;
        }
        if (byte === comma) continue;
        if (isEnd) isOver = true;
        depth -= 1;
      }
    }
    if (!isOver) held.add(chunk.subarray(from));
    offset += chunk.length;
  }
  if (isOver) return;
  // The whole text, or what is left of one that was cut off.
  const bytes = held.take();
  if (bytes !== null) yield { end: offset, ...(bytes ? { bytes } : {}) };
}

/** Pieces of one element. */
function holder(limit: number) {
  let pieces: Buffer[] = [];
  let size = 0;
  return {
    add: (piece: Buffer) => {
      size += piece.length;
      pieces = size <= limit ? [...pieces, piece] : [];
    },
    drop: () => {
      [pieces, size] = [[], 0];
    },
    /** @returns undefined when it was too long, null when there was nothing but white space */
    take: (): Buffer | undefined | null => {
      const bytes = size <= limit ? Buffer.concat(pieces) : undefined;
      [pieces, size] = [[], 0];
      return bytes?.every((byte) => byte <= 0x20) ? null : bytes;
    },
  };
}
