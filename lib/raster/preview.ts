import sharp from 'sharp';
import type { SampleArray } from './sample-array.ts';

/** A picture of a raster for people. */
export interface PreviewSource {
  readonly width: number;
  readonly height: number;
  /** [band][row][col]: three make red, green and blue, one makes grey. */
  readonly bands: readonly SampleArray[];
  /** Transparent where all bands have it. */
  readonly nodata: number;
  /** Values that become black and white, for bands that are colours already; their percentiles when absent. */
  readonly range?: readonly [black: number, white: number];
}

/** Longest edge, pixels. */
export const previewSize = 512;

/** Share of the pixels that is cut off at either end of the brightness range. */
const tail = 0.02;

/** A WebP of at most 512 pixels an edge, stretched between the 2nd and 98th percentiles: from the lowest to the highest of
 * all bands, so that colours stay natural, or each band by itself when one's range is small beside the others'. */
export async function preview({ width, height, bands, nodata, range }: PreviewSource): Promise<Uint8Array> {
  const ranges = range ? bands.map(() => range) : shared(bands.map((band) => percentiles(band, nodata)));
  const rgba = new Uint8Array(width * height * 4);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      const index = bands.length === 3 ? channel : 0;
      const value = bands[index]?.[pixel] ?? nodata;
      if (value === nodata || value !== value) continue;
      const [low, high] = ranges[index] ?? [0, 1];
      rgba[pixel * 4 + channel] = Math.max(0, Math.min(255, Math.round(((value - low) / (high - low)) * 255)));
      rgba[pixel * 4 + 3] = 255;
    }
  }
  const picture = sharp(rgba, { raw: { width, height, channels: 4 } });
  const resized = picture.resize({ width: previewSize, height: previewSize, fit: 'inside', withoutEnlargement: true });
  return new Uint8Array(await resized.webp({ quality: 80 }).toBuffer());
}

const triples = [
  ['red', 'green', 'blue'],
  ['b04', 'b03', 'b02'],
  ['b4', 'b3', 'b2'],
];

/** Which bands make the picture, by asset names: natural colours of Sentinel-2 and Landsat 8 names, else the first three, else the first. */
export function pictureBands(names: readonly string[]): readonly number[] {
  const known = names.map((name) => name.toLowerCase());
  for (const triple of triples) {
    const found = triple.map((name) => known.indexOf(name));
    if (found.every((index) => index >= 0)) return found;
  }
  return names.length >= 3 ? [0, 1, 2] : [0];
}

type Range = readonly [low: number, high: number];

/** Ranges of less than this part of the whole would leave their band without contrast. */
const leastShare = 0.25;

function shared(ranges: readonly Range[]): readonly Range[] {
  const whole: Range = [Math.min(...ranges.map(([low]) => low)), Math.max(...ranges.map(([, high]) => high))];
  const least = (whole[1] - whole[0]) * leastShare;
  return ranges.every(([low, high]) => high - low >= least) ? ranges.map(() => whole) : ranges;
}

/** The range that is stretched to black and white; never empty. */
function percentiles(band: SampleArray, nodata: number): Range {
  const values = band.filter((value) => value !== nodata && value === value).sort();
  const low = values[Math.floor((values.length - 1) * tail)] ?? 0;
  const high = values[Math.ceil((values.length - 1) * (1 - tail))] ?? 1;
  return high > low ? [low, high] : [low - 0.5, low + 0.5];
}
