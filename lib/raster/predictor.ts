import { gatherFloats, sumRows } from './decode-kernels.ts';

/** How a block's rows lie in bytes. */
export interface RowLayout {
  readonly rows: number;
  /** Samples of a row: pixels × samples a pixel. */
  readonly samplesPerRow: number;
  /** Distance to the sample that was subtracted: samples a pixel, or 1 in planar files. */
  readonly stride: number;
  /** 8, 16, 32 or 64. */
  readonly bits: number;
}

/** Undoes horizontal differencing in place on samples of native byte order. @see TIFF 6.0 §14 */
export function undoDifferencing(bytes: Uint8Array, layout: RowLayout): void {
  const { rows, samplesPerRow, stride, bits } = layout;
  if (bits === 64) return undoDifferencing64(bytes, layout);
  if (sumRows(bytes, layout)) return;
  const samples =
    bits === 8
      ? bytes
      : bits === 16
        ? new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 1)
        : new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2);
  for (let row = 0; row < rows; row += 1) accumulate(samples, row * samplesPerRow, samplesPerRow, stride);
}

/** Running sums by `stride`. The common strides keep their sums in registers. */
function accumulate(
  samples: Uint8Array | Uint16Array | Uint32Array,
  start: number,
  count: number,
  stride: number,
): void {
  const end = start + count;
  if (stride === 1) {
    let sum = 0;
    for (let at = start; at < end; at += 1) {
      sum = (sum + (samples[at] as number)) | 0;
      samples[at] = sum;
    }
  } else if (stride === 3) {
    let [red, green, blue] = [0, 0, 0];
    for (let at = start; at + 2 < end; at += 3) {
      red = (red + (samples[at] as number)) | 0;
      green = (green + (samples[at + 1] as number)) | 0;
      blue = (blue + (samples[at + 2] as number)) | 0;
      samples[at] = red;
      samples[at + 1] = green;
      samples[at + 2] = blue;
    }
  } else {
    for (let at = start + stride; at < end; at += 1) {
      samples[at] = ((samples[at] as number) + (samples[at - stride] as number)) | 0;
    }
  }
}

function undoDifferencing64(bytes: Uint8Array, { rows, samplesPerRow, stride }: RowLayout): void {
  const samples = new BigUint64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 3);
  for (let row = 0; row < rows; row += 1) {
    for (let at = row * samplesPerRow + stride; at < (row + 1) * samplesPerRow; at += 1) {
      samples[at] = BigInt.asUintN(64, (samples[at] as bigint) + (samples[at - stride] as bigint));
    }
  }
}

/** Undoes the floating point predictor: bytes of a row are differenced, and lie by significance, highest first. `bytes` is changed.
 * @returns little-endian samples, whatever the file's byte order. @see Adobe Photoshop TIFF technical note 3 */
export function undoFloatingPoint(bytes: Uint8Array, layout: RowLayout): Uint8Array {
  const { rows, samplesPerRow, stride, bits } = layout;
  if (bits === 32 && gatherFloats(bytes, layout)) return bytes;
  const size = bits / 8;
  const rowBytes = samplesPerRow * size;
  const output = new Uint8Array(bytes.byteLength);
  for (let row = 0; row < rows; row += 1) {
    const start = row * rowBytes;
    accumulate(bytes, start, rowBytes, stride);
    for (let plane = 0; plane < size; plane += 1) {
      const from = start + plane * samplesPerRow;
      const to = start + size - 1 - plane;
      for (let sample = 0; sample < samplesPerRow; sample += 1) {
        output[to + sample * size] = bytes[from + sample] as number;
      }
    }
  }
  return output;
}
