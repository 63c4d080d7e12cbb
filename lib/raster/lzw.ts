const clearCode = 256;
const endCode = 257;
const firstFree = 258;
const tableSize = 4096;

/** Undoes TIFF's LZW (codes of 9–12 bits, most significant bit first, early change).
 *
 * Each table entry is a string that already stands in the output: where a code was made, the previous string and the first byte
 * of the next lie side by side. So an entry is a position and a length, and a code is a copy.
 * @returns bytes decoded, fewer than `length` when the data end early; what goes beyond `length` is dropped
 * @throws {RangeError} at a code that can't be */
export function decodeLzw(input: Uint8Array, length: number): Uint8Array {
  const output = new Uint8Array(length);
  const positions = new Int32Array(tableSize);
  const lengths = new Int32Array(tableSize);
  let next = firstFree;
  let width = 9;
  let bits = 0;
  let bitCount = 0;
  let at = 0;
  let written = 0;
  let previousPosition = 0;
  let previousLength = 0;
  while (written < length) {
    while (bitCount < width && at < input.length) {
      bits = ((bits << 8) | (input[at] as number)) & 0xff_ff_ff;
      at += 1;
      bitCount += 8;
    }
    if (bitCount < width) break;
    bitCount -= width;
    const code = (bits >>> bitCount) & ((1 << width) - 1);
    if (code === endCode) break;
    if (code === clearCode) {
      next = firstFree;
      width = 9;
      previousLength = 0;
      continue;
    }
    const start = written;
    if (code < clearCode) {
      output[written] = code;
      written += 1;
    } else {
      // The code that is being made now is the previous string and its own first byte.
      const isNew = code === next && previousLength > 0;
      if (code >= next && !isNew) throw new RangeError(`LZW code ${code} before its making`);
      const from = isNew ? previousPosition : (positions[code] as number);
      const copied = isNew ? previousLength + 1 : (lengths[code] as number);
      const end = Math.min(length, written + copied);
      for (let source = from; written < end; source += 1, written += 1) output[written] = output[source] as number;
    }
    if (previousLength > 0 && next < tableSize) {
      positions[next] = previousPosition;
      lengths[next] = previousLength + 1;
      next += 1;
      if (next + 1 >= 1 << width && width < 12) width += 1;
    }
    previousPosition = start;
    previousLength = written - start;
  }
  return written === length ? output : output.subarray(0, written);
}
