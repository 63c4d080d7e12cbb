import type { PixelWindow } from './read-window.ts';
import type { Samples } from './samples.ts';

/** A decoded block and where it lies in its image. */
export interface PlacedBlock extends PixelWindow {
  readonly samples: Samples;
  /** Interleaved samples a pixel. */
  readonly samplesPerPixel: number;
}

/** Where the samples of a window go: row by row, perhaps amid others. */
export interface Destination {
  readonly samples: Samples;
  /** Index of the window's first sample, and pixels from a row to the next. */
  readonly start: number;
  readonly stride: number;
}

/** Copies what a block and a window share, one band of it.
 * @param output the window's samples of that band
 * @param elements of the typed array a sample takes */
export function copyBlock(
  output: Destination,
  window: PixelWindow,
  block: PlacedBlock,
  band: number,
  elements: 1 | 2,
): void {
  const left = Math.max(window.x, block.x);
  const right = Math.min(window.x + window.width, block.x + block.width);
  const top = Math.max(window.y, block.y);
  const bottom = Math.min(window.y + window.height, block.y + block.height);
  const pixels = right - left;
  if (block.samplesPerPixel === 1) {
    for (let row = top; row < bottom; row += 1) {
      const from = ((row - block.y) * block.width + left - block.x) * elements;
      const to = (output.start + (row - window.y) * output.stride + left - window.x) * elements;
      output.samples.set(block.samples.subarray(from, from + pixels * elements), to);
    }
    return;
  }
  const [target, source] = [asBits(output.samples), asBits(block.samples)];
  const stride = block.samplesPerPixel * elements;
  for (let row = top; row < bottom; row += 1) {
    const from = ((row - block.y) * block.width + left - block.x) * stride + band * elements;
    const to = (output.start + (row - window.y) * output.stride + left - window.x) * elements;
    copyStrided(target, to, source, from, pixels, stride, elements);
    if (elements === 2) copyStrided(target, to + 1, source, from + 1, pixels, stride, elements);
  }
}

/** Gives the pixels that a window shares with a block one value. */
export function fillBlock(
  output: Destination,
  window: PixelWindow,
  block: PixelWindow,
  value: number,
  elements: 1 | 2,
): void {
  const left = Math.max(window.x, block.x);
  const right = Math.min(window.x + window.width, block.x + block.width);
  const bottom = Math.min(window.y + window.height, block.y + block.height);
  for (let row = Math.max(window.y, block.y); row < bottom; row += 1) {
    const to = output.start + (row - window.y) * output.stride + left - window.x;
    output.samples.fill(value, to * elements, (to + right - left) * elements);
  }
}

/** Few kinds of arrays keep the loop below compiled for exactly these. */
function asBits(samples: Samples): Uint8Array | Uint16Array | Uint32Array | Float64Array {
  const { buffer, byteOffset, length } = samples;
  switch (samples.BYTES_PER_ELEMENT) {
    case 1:
      return new Uint8Array(buffer, byteOffset, length);
    case 2:
      return new Uint16Array(buffer, byteOffset, length);
    case 4:
      return new Uint32Array(buffer, byteOffset, length);
    default:
      return new Float64Array(buffer, byteOffset, length);
  }
}

type Bits = ReturnType<typeof asBits>;

function copyStrided(
  target: Bits,
  to: number,
  source: Bits,
  from: number,
  count: number,
  stride: number,
  step: number,
) {
  for (let left = count, at = from, into = to; left > 0; left -= 1, at += stride, into += step) {
    target[into] = source[at] as number;
  }
}
