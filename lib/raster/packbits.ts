/** Undoes PackBits. @returns bytes decoded, fewer than `length` when the data end early. @see TIFF 6.0 §9 */
export function decodePackBits(input: Uint8Array, length: number): Uint8Array {
  const output = new Uint8Array(length);
  let written = 0;
  for (let at = 0; at < input.length && written < length;) {
    const control = input[at] as number;
    at += 1;
    if (control < 128) {
      const literal = input.subarray(at, at + Math.min(control + 1, length - written));
      output.set(literal, written);
      written += literal.length;
      at += control + 1;
    } else if (control > 128) {
      const value = input[at];
      if (value === undefined) break;
      const end = Math.min(length, written + 257 - control);
      output.fill(value, written, end);
      written = end;
      at += 1;
    }
  }
  return output.subarray(0, written);
}
