import type { SampleType } from './raster-header.ts';
import { newSamples, viewSamples, type Samples } from './samples.ts';

/** Swaps the bytes of each element of `size` bytes, in place. */
export function swapBytes(bytes: Uint8Array, size: number): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength - (bytes.byteLength % size));
  if (size === 2) buffer.swap16();
  else if (size === 4) buffer.swap32();
  else if (size === 8) buffer.swap64();
}

/** Samples of whole bytes, little-endian, as a typed array. */
export function wholeSamples(dtype: SampleType, bits: number, bytes: Uint8Array): Samples {
  if (dtype === 'float32' && bits === 16) return halfFloats(viewSamples('uint16', bytes));
  if (dtype === 'uint64' || dtype === 'int64') return integers64(bytes, dtype);
  return viewSamples(dtype, bytes);
}

/** Samples of `bits` bits, most significant first, rows starting at whole bytes. 24-bit integers are read so too, whatever the
 * file's byte order, as GDAL reads them. */
export function packedSamples(
  dtype: SampleType,
  bits: number,
  bytes: Uint8Array,
  rows: number,
  samplesPerRow: number,
): Samples {
  const samples = newSamples(dtype, rows * samplesPerRow);
  const rowBytes = Math.ceil((samplesPerRow * bits) / 8);
  // Signed values are extended from their highest bit.
  const shift = dtype.startsWith('int') ? 32 - bits : 0;
  for (let row = 0, to = 0; row < rows; row += 1) {
    let at = row * rowBytes;
    let held = 0;
    let heldBits = 0;
    for (let sample = 0; sample < samplesPerRow; sample += 1, to += 1) {
      // At most 31 + 7 bits are held: a double holds them exactly, 32-bit operators would not.
      while (heldBits < bits) {
        held = held * 256 + (bytes[at] as number);
        at += 1;
        heldBits += 8;
      }
      heldBits -= bits;
      const divisor = 2 ** heldBits;
      const value = Math.floor(held / divisor);
      held -= value * divisor;
      samples[to] = shift === 0 ? value : (value << shift) >> shift;
    }
  }
  return samples;
}

/** @see IEEE 754 binary16 */
function halfFloats(halves: Samples): Float32Array {
  const table = halfFloatTable();
  return Float32Array.from(halves, (half) => table[half] as number);
}

let halfTable: Float32Array | undefined;

function halfFloatTable(): Float32Array {
  halfTable ??= Float32Array.from({ length: 65_536 }, (_, half) => {
    const sign = half & 0x80_00 ? -1 : 1;
    const exponent = (half >> 10) & 0x1f;
    const fraction = half & 0x3_ff;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
  return halfTable;
}

function integers64(bytes: Uint8Array, dtype: 'uint64' | 'int64'): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float64Array.from({ length: Math.floor(bytes.byteLength / 8) }, (_, index) =>
    Number(dtype === 'int64' ? view.getBigInt64(index * 8, true) : view.getBigUint64(index * 8, true)),
  );
}
