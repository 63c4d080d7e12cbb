import { encodeBlock } from './block-encode.ts';
import { cogBlock, type CogLevel, type CogSpec } from './cog-spec.ts';
import { halve } from './overview-halve.ts';
import { sampleArray, type SampleArray } from './sample-array.ts';

/** A level with its blocks compressed, ready to be laid out. */
export interface EncodedLevel extends CogLevel {
  /** [block, row-major]: compressed bytes, 0 for a block without data. */
  readonly sizes: ArrayLike<number>;
  /** The blocks of one row of blocks, left to right; undefined where the size is 0. */
  readRow(row: number): Promise<readonly (Uint8Array | undefined)[]>;
}

/** Compresses a level that is in memory. @param bands [band][row][col] */
export async function encodeLevel(
  spec: CogSpec,
  level: CogLevel,
  bands: readonly SampleArray[],
): Promise<EncodedLevel> {
  const rows: (Uint8Array | undefined)[][] = [];
  for (let row = 0; row < level.rows; row += 1) {
    // One row of blocks at a time bounds what is in memory uncompressed.
    const blocks = Array.from({ length: level.columns }, (_, column) => blockPixels(spec, level, bands, column, row));
    const encoded = blocks.map(
      async (pixels) => pixels && encodeBlock(pixels, cogBlock(spec), spec.bands.length, spec.compression ?? 'deflate'),
    );
    rows.push(await Promise.all(encoded));
  }
  return {
    ...level,
    sizes: rows.flatMap((blocks) => blocks.map((block) => block?.byteLength ?? 0)),
    readRow: async (row) => rows[row] ?? [],
  };
}

/** Levels from `bands`, the pixels of `levels[0]`, downwards.
 * @returns the encoded levels, and the pixels of the last */
export async function encodePyramid(
  spec: CogSpec,
  levels: readonly CogLevel[],
  bands: readonly SampleArray[],
): Promise<{ levels: EncodedLevel[]; last: readonly SampleArray[] }> {
  const encoded: EncodedLevel[] = [];
  let current = bands;
  for (const [index, level] of levels.entries()) {
    if (index > 0) {
      const above = levels[index - 1] ?? level;
      current = current.map((band) => halve(band, above.width, above.height, spec.overviews ?? 'average', spec.nodata));
    }
    encoded.push(await encodeLevel(spec, level, current));
  }
  return { levels: encoded, last: current };
}

/** One block, its samples interleaved, edges filled up with nodata. @returns undefined when it holds nothing but nodata */
function blockPixels(
  spec: CogSpec,
  level: CogLevel,
  bands: readonly SampleArray[],
  column: number,
  row: number,
): SampleArray | undefined {
  const block = cogBlock(spec);
  const samples = bands.length;
  const fill = spec.nodata ?? 0;
  const pixels = sampleArray(spec.dtype, block * block * samples);
  const width = Math.min(block, level.width - column * block);
  const height = Math.min(block, level.height - row * block);
  if (fill !== 0 && (width < block || height < block)) pixels.fill(fill);
  let hasData = spec.nodata === undefined;
  for (const [sample, band] of bands.entries()) {
    for (let y = 0; y < height; y += 1) {
      const from = (row * block + y) * level.width + column * block;
      const to = y * block * samples + sample;
      for (let x = 0; x < width; x += 1) {
        const value = band[from + x] ?? fill;
        pixels[to + x * samples] = value;
        hasData ||= value !== fill && !(value !== value && fill !== fill);
      }
    }
  }
  return hasData ? pixels : undefined;
}
