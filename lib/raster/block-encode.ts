import { promisify } from 'node:util';
import { constants, deflate, zstdCompress } from 'node:zlib';
import type { CogCompression } from './cog-spec.ts';
import type { SampleArray } from './sample-array.ts';

const deflateAsync = promisify(deflate);
const zstdAsync = promisify(zstdCompress);

/** Compresses one block off the main thread. The array is changed in place: its predictor is applied.
 * @param pixels [row][col][sample], `width` columns */
export async function encodeBlock(
  pixels: SampleArray,
  width: number,
  samples: number,
  compression: CogCompression,
): Promise<Uint8Array> {
  const bytes =
    pixels instanceof Float32Array ? predictFloats(pixels, width, samples) : predictIntegers(pixels, width, samples);
  return compression === 'zstd'
    ? zstdAsync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 3 } })
    : deflateAsync(bytes, { level: 6 });
}

/** TIFF predictor 2: each sample minus that of the pixel to its left, wrapping around. */
function predictIntegers(pixels: Exclude<SampleArray, Float32Array>, width: number, samples: number): Uint8Array {
  const row = width * samples;
  for (let start = 0; start < pixels.length; start += row) {
    for (let at = start + row - 1; at >= start + samples; at -= 1) {
      pixels[at] = (pixels[at] ?? 0) - (pixels[at - samples] ?? 0);
    }
  }
  return new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
}

/** TIFF predictor 3: a row's bytes by significance, most significant first, then byte differences.
 * @see Adobe Photoshop TIFF Technical Note 3 */
function predictFloats(pixels: Float32Array, width: number, samples: number): Uint8Array {
  const row = width * samples;
  const source = new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
  const target = new Uint8Array(source.length);
  for (let start = 0; start < source.length; start += row * 4) {
    for (let index = 0; index < row; index += 1) {
      for (let byte = 0; byte < 4; byte += 1) {
        target[start + (3 - byte) * row + index] = source[start + index * 4 + byte] ?? 0;
      }
    }
    for (let at = start + row * 4 - 1; at >= start + samples; at -= 1) {
      target[at] = (target[at] ?? 0) - (target[at - samples] ?? 0);
    }
  }
  return target;
}
