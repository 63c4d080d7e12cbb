import type { OverviewResampling } from './cog-spec.ts';
import { type SampleArray } from './sample-array.ts';

/** Half of a band in both directions, sizes rounded up; at an odd edge fewer pixels count.
 * Averages leave out nodata and NaN; those of integers are rounded half up. Nearest takes the upper left of four.
 * @param pixels [row][col] */
export function halve(
  pixels: SampleArray,
  width: number,
  height: number,
  resampling: OverviewResampling,
  nodata: number | undefined,
): SampleArray {
  const halfWidth = Math.ceil(width / 2);
  const halfHeight = Math.ceil(height / 2);
  const out = new (pixels.constructor as new (length: number) => typeof pixels)(halfWidth * halfHeight);
  const isFloat = pixels instanceof Float32Array;
  const empty = nodata ?? (isFloat ? NaN : 0);
  for (let row = 0; row < halfHeight; row += 1) {
    const upper = row * 2 * width;
    const lower = row * 2 + 1 < height ? upper + width : upper;
    for (let col = 0; col < halfWidth; col += 1) {
      const left = col * 2;
      if (resampling === 'nearest') {
        out[row * halfWidth + col] = pixels[upper + left] ?? empty;
        continue;
      }
      const right = left + 1 < width ? left + 1 : left;
      // A pixel taken twice at an odd edge weighs as much as taken once.
      let sum = 0;
      let count = 0;
      for (let corner = 0; corner < 4; corner += 1) {
        const value = pixels[(corner < 2 ? upper : lower) + (corner % 2 === 0 ? left : right)] ?? NaN;
        if (value === nodata || value !== value) continue;
        sum += value;
        count += 1;
      }
      out[row * halfWidth + col] = count === 0 ? empty : isFloat ? sum / count : Math.floor(sum / count + 0.5);
    }
  }
  return out;
}
