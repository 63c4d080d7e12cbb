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
 * members; only one element is held. A text that is neither is one element itself, and so is what follows its end or
 * is left when it breaks off: whoever parses it finds what is wrong. */
export async function* splitElements(chunks: AsyncIterable<Buffer>, limit: number): AsyncGenerator<JsonElement> {
  const held = holder(limit);
  /** Before its list is found a text is held as a whole, in its list element by element, after its list no more. */
  let part = 'before' as 'before' | 'list' | 'after' | 'beyond';
  let listDepth = 0;
  let depth = 0;
  let isBegun = false;
  let inString = false;
  let isEscaped = false;
  /** The member's name that is being read, and the last that was. */
  let name: number[] | undefined;
  let lastName = '';
  let offset = 0;
  for await (const chunk of chunks) {
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at]!;
      if (inString) {
        if (isEscaped) isEscaped = false;
        else if (byte === backslash) isEscaped = true;
        else if (byte === quote) inString = false;
        if (name && inString && name.length < 16) name.push(byte);
      } else if (byte === quote) {
        inString = true;
        name = depth === 1 && part === 'before' ? [] : undefined;
      } else if (byte === colon && name) {
        lastName = String.fromCharCode(...name);
        name = undefined;
      } else if (byte === openList || byte === openObject) {
        depth += 1;
        const isList = byte === openList && (isBegun ? depth === 2 && lastName === 'features' : depth === 1);
        isBegun = true;
        if (part !== 'before' || !isList) continue;
        [part, listDepth, from] = ['list', depth, at + 1];
        held.drop();
      } else if (byte === comma || byte === closeList || byte === closeObject) {
        if (part === 'list' && depth === listDepth) {
          held.add(chunk.subarray(from, at));
          from = at + 1;
          const element = held.take(offset + at);
          if (element) yield element;
          if (byte !== comma) part = 'after';
        }
        if (byte !== comma) depth -= 1;
        if (part === 'after' && depth === 0) [part, from] = ['beyond', at + 1];
      }
    }
    if (part !== 'after') held.add(chunk.subarray(from));
    offset += chunk.length;
  }
  const rest = held.take(offset);
  if (rest) yield rest;
  // Broken off between elements: nothing is what comes next, and no JSON.
  if (part === 'after' || (part === 'list' && depth === listDepth)) yield { end: offset, bytes: Buffer.alloc(0) };
}

/** Pieces of one element. */
function holder(limit: number) {
  let pieces: Buffer[] = [];
  let size = 0;
  const drop = () => {
    [pieces, size] = [[], 0];
  };
  return {
    drop,
    add: (piece: Buffer) => {
      size += piece.length;
      if (size > limit) pieces = [];
      else pieces.push(piece);
    },
    /** @returns undefined when there was nothing but white space */
    take: (end: number): JsonElement | undefined => {
      const bytes = size <= limit ? Buffer.concat(pieces) : undefined;
      drop();
      if (bytes?.every((byte) => byte <= 0x20)) return undefined;
      return { end, ...(bytes ? { bytes } : {}) };
    },
  };
}
