import type { PixelWindow } from './read-window.ts';
import type { Samples } from './samples.ts';

/** A decoded block and where it lies in its image. */
export interface PlacedBlock extends PixelWindow {
  readonly samples: Samples;
  /** Interleaved samples a pixel. */
  readonly samplesPerPixel: number;
}

/** Copies what a block and a window share, one band of it.
 * @param output the window's samples of that band
 * @param elements of the typed array a sample takes */
export function copyBlock(
  output: Samples,
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
      const to = ((row - window.y) * window.width + left - window.x) * elements;
      output.set(block.samples.subarray(from, from + pixels * elements), to);
    }
    return;
  }
  const [target, source] = [asBits(output), asBits(block.samples)];
  const stride = block.samplesPerPixel * elements;
  for (let row = top; row < bottom; row += 1) {
    const from = ((row - block.y) * block.width + left - block.x) * stride + band * elements;
    const to = ((row - window.y) * window.width + left - window.x) * elements;
    copyStrided(target, to, source, from, pixels, stride, elements);
    if (elements === 2) copyStrided(target, to + 1, source, from + 1, pixels, stride, elements);
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
