/** AssemblyScript, like `inflate.ts`. TIFF's LZW: codes of 9–12 bits, most significant bit first, early change.
 * A table entry is the previous string and the first byte of the next, and these lie side by side in the output already. So
 * the table holds only where each string starts: entry `c` runs from `starts[c]` up to and including the byte at `starts[c + 1]`.
 * @see TIFF 6.0 §13 */

const clearCode: i32 = 256;
const endCode: i32 = 257;
const tableSize: i32 = 4096;

/** @param work 4 × 4098 bytes
 * @param input with 8 bytes more to be read behind it
 * @param output `capacity` bytes, with 4200 bytes more to be written behind them
 * @returns bytes written, fewer than `capacity` when the data end early; −1 at a code that can't be */
export function lzw(work: i32, input: i32, length: i32, output: i32, capacity: i32): i32 {
  const inputBits: u64 = (<u64>length) << 3;
  const outputEnd: i32 = output + capacity;
  let taken: u64 = 0;
  let bits: u64 = 0;
  let count: i32 = 0;
  let at: i32 = input;
  let next: i32 = 258;
  let width: i32 = 9;
  let out: i32 = output;
  while (out < outputEnd) {
    taken += <u64>width;
    if (taken > inputBits) break;
    if (count < width) {
      bits = (bits << 32) | <u64>bigEndian(load<u32>(at));
      at += 4;
      count += 32;
    }
    count -= width;
    const code: i32 = <i32>(bits >> <u64>count) & ((1 << width) - 1);
    if (code < clearCode) {
      store<i32>(work + (next << 2), out);
      store<u8>(out, code);
      out++;
    } else if (code > endCode) {
      store<i32>(work + (next << 2), out);
      if (code >= next) return -1;
      let from: i32 = load<i32>(work + (code << 2));
      const end: i32 = out + load<i32>(work + (code << 2) + 4) - from + 1;
      // The newest entry ends with the first byte that it writes: what overlaps goes byte by byte.
      if (out - from >= 16) {
        do {
          v128.store(out, v128.load(from));
          out += 16;
          from += 16;
        } while (out < end);
        out = end;
      } else {
        do {
          store<u8>(out, load<u8>(from));
          out++;
          from++;
        } while (out < end);
      }
    } else if (code === clearCode) {
      next = 258;
      width = 9;
      continue;
    } else break;
    if (next <= tableSize) next++;
    if (next >= 1 << width && width < 12) width++;
  }
  return min(out - output, capacity);
}

function bigEndian(value: u32): u32 {
  return (rotr(value, 8) & 0xff00ff00) | (rotl(value, 8) & 0x00ff00ff);
}
