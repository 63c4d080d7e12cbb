import { lzwBlock } from './decode-kernels.ts';

const clearCode = 256;
const endCode = 257;
const firstFree = 258;
const tableSize = 4096;
/** Longer than any string: strings grow by one byte a code. */
const slack = tableSize;

/** Undoes TIFF's LZW (codes of 9–12 bits, most significant bit first, early change). @see TIFF 6.0 §13
 *
 * A table entry is the previous string and the first byte of the next, and these already lie side by side in the output. So the
 * table holds only where each string starts: entry `c` runs from `starts[c]` up to and including the byte at `starts[c + 1]`.
 * @returns bytes decoded, valid until the next block is decoded; fewer than `length` when the data end early; what goes beyond `length` is dropped
 * @throws {RangeError} at a code that can't be */
export function decodeLzw(input: Uint8Array, length: number): Uint8Array {
  return lzwBlock(input, length) ?? decodeLargeLzw(input, length);
}

/** The same as the kernel, for blocks that are too large for it, and to say what is wrong. */
function decodeLargeLzw(input: Uint8Array, length: number): Uint8Array {
  const output = new Uint8Array(length + slack);
  const starts = new Int32Array(tableSize + 2);
  /** The entry that the string now being read will begin. */
  let next = firstFree;
  let width = 9;
  let bits = 0;
  let bitCount = 0;
  let at = 0;
  let written = 0;
  while (written < length) {
    while (bitCount < width) {
      if (at === input.length) return output.subarray(0, written);
      bits = (bits << 8) | (input[at] as number);
      at += 1;
      bitCount += 8;
    }
    bitCount -= width;
    const code = (bits >>> bitCount) & ((1 << width) - 1);
    if (code === clearCode) {
      next = firstFree;
      width = 9;
      continue;
    }
    if (code === endCode) break;
    if (next <= tableSize) starts[next] = written;
    if (code < clearCode) {
      output[written] = code;
      written += 1;
    } else {
      if (code >= next) throw new RangeError(`LZW code ${code} before its making`);
      const end = starts[code + 1] as number;
      // Byte by byte: the newest entry ends with the first byte that it writes.
      for (let from = starts[code] as number; from <= end; from += 1) {
        output[written] = output[from] as number;
        written += 1;
      }
    }
    if (next <= tableSize) next += 1;
    if (next >= 1 << width && width < 12) width += 1;
  }
  return output.subarray(0, Math.min(written, length));
}
