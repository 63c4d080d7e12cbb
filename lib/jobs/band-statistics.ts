import type { SampleArray } from '../raster/sample-array.ts';

/** Of the pixels of a band that have data. Mean and squared deviations are 0 when there are none. */
export interface BandStatistics {
  readonly count: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly mean: number;
  /** Sum of squared deviations from the mean. */
  readonly squares: number;
}

const none: BandStatistics = { count: 0, minimum: 0, maximum: 0, mean: 0, squares: 0 };

export function bandStatistics(values: SampleArray, nodata: number): BandStatistics {
  let [count, minimum, maximum, sum] = [0, Infinity, -Infinity, 0];
  for (const value of values) {
    if (value === nodata || value !== value) continue;
    count += 1;
    sum += value;
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
  }
  if (count === 0) return none;
  const mean = sum / count;
  let squares = 0;
  for (const value of values) if (value !== nodata && value === value) squares += (value - mean) ** 2;
  return { count, minimum, maximum, mean, squares };
}

/** Statistics of two sets of pixels together. @see Chan, Golub, LeVeque (1979), eq. 2.1 */
export function mergeStatistics(a: BandStatistics, b: BandStatistics): BandStatistics {
  if (a.count === 0) return b;
  if (b.count === 0) return a;
  const count = a.count + b.count;
  const difference = b.mean - a.mean;
  return {
    count,
    minimum: Math.min(a.minimum, b.minimum),
    maximum: Math.max(a.maximum, b.maximum),
    mean: a.mean + (difference * b.count) / count,
    squares: a.squares + b.squares + (difference ** 2 * a.count * b.count) / count,
  };
}

/** As GDAL writes them into a file. @param pixels of the band, with and without data */
export function gdalStatistics(statistics: BandStatistics, pixels: number): Record<string, string> {
  const { count, minimum, maximum, mean, squares } = statistics;
  if (count === 0) return {};
  return {
    STATISTICS_MINIMUM: String(minimum),
    STATISTICS_MAXIMUM: String(maximum),
    STATISTICS_MEAN: String(rounded(mean)),
    STATISTICS_STDDEV: String(rounded(Math.sqrt(squares / count))),
    STATISTICS_VALID_PERCENT: String(validPercent(count, pixels)),
  };
}

/** As the STAC raster extension has them. */
export function stacStatistics(statistics: BandStatistics, pixels: number): Record<string, number> {
  const { count, minimum, maximum, mean, squares } = statistics;
  const valid = { valid_percent: validPercent(count, pixels) };
  return count === 0
    ? valid
    : { minimum, maximum, mean: rounded(mean), stddev: rounded(Math.sqrt(squares / count)), ...valid };
}

/** To the digits that don't depend on how an image was cut into tiles. */
function rounded(value: number): number {
  return Number(value.toPrecision(10));
}

/** Two decimals, as GDAL; 0 and 100 are only said when they are so. */
function validPercent(count: number, pixels: number): number {
  if (count === 0 || count === pixels) return count === 0 ? 0 : 100;
  return Math.min(99.99, Math.max(0.01, Math.round((count / pixels) * 10_000) / 100));
}
