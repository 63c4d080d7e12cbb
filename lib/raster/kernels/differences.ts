/** AssemblyScript, like `inflate.ts`. Undoes TIFF's predictors. @see TIFF 6.0 §14; Adobe Photoshop TIFF technical note 3 */

/** Running sums of every row, in place, in integers of `size` bytes.
 * @param rowBytes a multiple of `size`
 * @param stride bytes back to what was subtracted: `size` × samples a pixel */
export function sumRows(start: i32, rows: i32, rowBytes: i32, stride: i32, size: i32): void {
  const isVector: bool = stride <= 16 && (stride & (stride - 1)) === 0;
  for (let row: i32 = 0; row < rows; row++) {
    const from: i32 = start + row * rowBytes;
    const vectors: i32 = isVector ? rowBytes & -16 : 0;
    if (vectors > 0) {
      if (size === 1) sumBytes(from, vectors, stride);
      else if (size === 2) sumShorts(from, vectors, stride);
      else sumInts(from, vectors, stride);
    }
    const end: i32 = from + rowBytes;
    let at: i32 = from + (vectors > stride ? vectors : stride);
    if (size === 1) for (; at < end; at++) store<u8>(at, load<u8>(at) + load<u8>(at - stride));
    else if (size === 2) for (; at < end; at += 2) store<u16>(at, load<u16>(at) + load<u16>(at - stride));
    else for (; at < end; at += 4) store<u32>(at, load<u32>(at) + load<u32>(at - stride));
  }
}

/** Which byte of a vector comes to each place when it is moved up by `by` bytes; zeros where none does. */
function movedUp(by: i32): v128 {
  return i8x16.sub(v128(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), i8x16.splat(<i8>by));
}

/** The last `stride` bytes again and again. */
function repeated(stride: i32): v128 {
  const inside: v128 = v128.and(
    v128(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
    i8x16.splat(<i8>(stride - 1)),
  );
  return i8x16.add(inside, i8x16.splat(<i8>(16 - stride)));
}

function sumBytes(from: i32, bytes: i32, stride: i32): void {
  const carry: v128 = repeated(stride);
  const one: v128 = movedUp(stride);
  const two: v128 = movedUp(stride * 2);
  const four: v128 = movedUp(stride * 4);
  const eight: v128 = movedUp(stride * 8);
  let sums: v128 = i32x4.splat(0);
  for (let at: i32 = from; at < from + bytes; at += 16) {
    let values: v128 = v128.load(at);
    values = i8x16.add(values, i8x16.swizzle(values, one));
    values = i8x16.add(values, i8x16.swizzle(values, two));
    values = i8x16.add(values, i8x16.swizzle(values, four));
    values = i8x16.add(values, i8x16.swizzle(values, eight));
    sums = i8x16.add(values, i8x16.swizzle(sums, carry));
    v128.store(at, sums);
  }
}

function sumShorts(from: i32, bytes: i32, stride: i32): void {
  const carry: v128 = repeated(stride);
  const one: v128 = movedUp(stride);
  const two: v128 = movedUp(stride * 2);
  const four: v128 = movedUp(stride * 4);
  let sums: v128 = i32x4.splat(0);
  for (let at: i32 = from; at < from + bytes; at += 16) {
    let values: v128 = v128.load(at);
    values = i16x8.add(values, i8x16.swizzle(values, one));
    values = i16x8.add(values, i8x16.swizzle(values, two));
    values = i16x8.add(values, i8x16.swizzle(values, four));
    sums = i16x8.add(values, i8x16.swizzle(sums, carry));
    v128.store(at, sums);
  }
}

function sumInts(from: i32, bytes: i32, stride: i32): void {
  const carry: v128 = repeated(stride);
  const one: v128 = movedUp(stride);
  const two: v128 = movedUp(stride * 2);
  let sums: v128 = i32x4.splat(0);
  for (let at: i32 = from; at < from + bytes; at += 16) {
    let values: v128 = v128.load(at);
    values = i32x4.add(values, i8x16.swizzle(values, one));
    values = i32x4.add(values, i8x16.swizzle(values, two));
    sums = i32x4.add(values, i8x16.swizzle(sums, carry));
    v128.store(at, sums);
  }
}

/** Bytes of each row by significance, highest first, to little-endian samples of 32 bits, in place.
 * @param row room for one row, and 16 bytes */
export function gatherFloats(start: i32, rows: i32, samples: i32, row: i32): void {
  for (let number: i32 = 0; number < rows; number++) {
    const at: i32 = start + number * samples * 4;
    memory.copy(row, at, samples * 4);
    let sample: i32 = 0;
    for (; sample + 16 <= samples; sample += 16) {
      const highest: v128 = v128.load(row + sample);
      const high: v128 = v128.load(row + samples + sample);
      const low: v128 = v128.load(row + samples * 2 + sample);
      const lowest: v128 = v128.load(row + samples * 3 + sample);
      const lower: v128 = i8x16.shuffle(lowest, low, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      const lower2: v128 = i8x16.shuffle(lowest, low, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
      const upper: v128 = i8x16.shuffle(high, highest, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      const upper2: v128 = i8x16.shuffle(high, highest, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
      const to: i32 = at + sample * 4;
      v128.store(to, i16x8.shuffle(lower, upper, 0, 8, 1, 9, 2, 10, 3, 11));
      v128.store(to + 16, i16x8.shuffle(lower, upper, 4, 12, 5, 13, 6, 14, 7, 15));
      v128.store(to + 32, i16x8.shuffle(lower2, upper2, 0, 8, 1, 9, 2, 10, 3, 11));
      v128.store(to + 48, i16x8.shuffle(lower2, upper2, 4, 12, 5, 13, 6, 14, 7, 15));
    }
    for (; sample < samples; sample++) {
      for (let plane: i32 = 0; plane < 4; plane++) {
        store<u8>(at + sample * 4 + 3 - plane, load<u8>(row + samples * plane + sample));
      }
    }
  }
}
