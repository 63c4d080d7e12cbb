import { UnreadableBlobError } from '../errors.ts';
import type { Level, Raster } from './open-raster.ts';
import { elementsPerSample } from './samples.ts';
import type { Samples } from './samples.ts';

/** Bands of a whole raster, small. */
export interface Shrunk {
  readonly width: number;
  readonly height: number;
  /** [band][row][col]; NaN where there is nothing. Complex samples are their magnitudes, a palette is red, green and blue 0..255. */
  readonly bands: readonly Float32Array[];
}

/** Samples that may be decoded for one picture: what a 4096 × 4096 band has. */
const mostSamples = 16_777_216;

/** Reads a raster at no more than `size` pixels an edge, each the mean of what it covers, from the coarsest overview that is not coarser.
 * @throws {UnreadableBlobError} when it is damaged, or has no overview that is small enough to be read whole */
export async function readShrunk(raster: Raster, bands: readonly number[], size: number): Promise<Shrunk> {
  const { header } = raster;
  const { level, of } = levelFor(raster, bands.length, size);
  const window = { x: 0, y: 0, width: of.width, height: of.height };
  const alpha = header.bands.findIndex((band) => band.color === 'alpha');
  const read = await raster.readWindow(level, window, alpha < 0 ? bands : [...bands, alpha]);
  const mask = header.internalMask ? await raster.readMask(level, window) : undefined;
  const opacity = alpha < 0 ? undefined : read.at(-1);
  const isValid = (pixel: number) => mask?.[pixel] !== 0 && opacity?.[pixel] !== 0;
  const scale = Math.min(1, size / Math.max(of.width, of.height));
  const width = Math.max(1, Math.round(of.width * scale));
  const height = Math.max(1, Math.round(of.height * scale));
  const channels = bands.flatMap((band, index) =>
    channelsOf(header.palette, read[index], header.bands[band]?.dtype.startsWith('c') ?? false).map((value) => {
      const nodata = header.bands[band]?.nodata;
      const samples = read[index];
      return (pixel: number) => (isValid(pixel) && samples?.[pixel] !== nodata ? value(pixel) : Number.NaN);
    }),
  );
  return { width, height, bands: channels.map((value) => shrink(value, of, width, height)) };
}

/** The coarsest level that still has `size` pixels along its longer edge; a coarser one when that is too much to read. */
function levelFor(raster: Raster, bands: number, size: number): { readonly level: number; readonly of: Level } {
  const { header, levels } = raster;
  const decoded = header.interleave === 'pixel' ? header.bands.length : bands;
  const elements = elementsPerSample(header.bands[0]?.dtype ?? 'uint8');
  const fine = Math.max(
    0,
    levels.findLastIndex(({ width, height }) => Math.max(width, height) >= size),
  );
  const level = levels.findIndex(
    ({ width, height }, index) => index >= fine && width * height * decoded * elements <= mostSamples,
  );
  const of = levels[level];
  if (!of) throw new UnreadableBlobError(header.url, 'has no overview that is small enough for a picture');
  return { level, of };
}

type Value = (pixel: number) => number;

function channelsOf(palette: Uint16Array | undefined, samples: Samples | undefined, complex: boolean): Value[] {
  if (!samples) return [];
  if (complex) return [(pixel) => Math.hypot(samples[2 * pixel] ?? 0, samples[2 * pixel + 1] ?? 0)];
  if (!palette) return [(pixel) => samples[pixel] ?? Number.NaN];
  // TIFF's colour map: all reds, then all greens, then all blues.
  const colours = palette.length / 3;
  return [0, 1, 2].map((channel) => (pixel) => (palette[channel * colours + (samples[pixel] ?? 0)] ?? 0) / 257);
}

/** Means of boxes of pixels, of those in each that are valid. */
function shrink(value: Value, from: Level, width: number, height: number): Float32Array {
  const sums = new Float64Array(width * height);
  const counts = new Uint32Array(width * height);
  const columns = Uint32Array.from({ length: from.width }, (_, x) => Math.floor((x * width) / from.width));
  for (let y = 0, pixel = 0; y < from.height; y += 1) {
    const row = Math.floor((y * height) / from.height) * width;
    for (let x = 0; x < from.width; x += 1, pixel += 1) {
      const sample = value(pixel);
      if (!Number.isFinite(sample)) continue;
      const cell = row + (columns[x] ?? 0);
      sums[cell] = (sums[cell] ?? 0) + sample;
      counts[cell] = (counts[cell] ?? 0) + 1;
    }
  }
  return Float32Array.from(sums, (sum, cell) => (counts[cell] ? sum / counts[cell] : Number.NaN));
}
