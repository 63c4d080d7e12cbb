import { UnreadableBlobError } from '../errors.ts';
import { blockIndex } from '../raster/block-index.ts';
import type { ByteRange } from '../raster/byte-cache.ts';
import type { CogLevel, CogSpec } from '../raster/cog-spec.ts';
import type { RangeSource } from '../raster/range-source.ts';
import { readBlocks } from '../raster/read-window.ts';
import type { SampleArray } from '../raster/sample-array.ts';
import { openTiff } from '../raster/tiff-header.ts';
import type { TiffImage } from '../raster/tiff-image.ts';
import { parseTileMetadata, type TileFacts } from './tile-facts.ts';

/** A finished tile: where its compressed blocks lie, and the pixels from which further overviews are made. */
export interface OpenTile {
  readonly source: RangeSource;
  readonly facts: TileFacts;
  /** [level][block, row-major]; undefined for a block without data. */
  readonly blocks: readonly (readonly (ByteRange | undefined)[])[];
  /** [band][row][col] of the last level. */
  readonly smallest: readonly SampleArray[];
}

/** Opens a tile and checks that it is the one that the plan means; nothing but its block tables is kept.
 * @param spec of the tile, with `levels` as the plan wants them
 * @throws {UnreadableBlobError} when it is another file, or damaged */
export async function openTile(
  source: RangeSource,
  spec: CogSpec,
  levels: readonly CogLevel[],
  expected: Pick<TileFacts, 'job' | 'tile'>,
): Promise<OpenTile> {
  const { cache, image, overviews, header } = await openTiff(source, { maxRequests: Infinity });
  const facts = parseTileMetadata(source.url, header.metadata, expected);
  const images = [image, ...overviews];
  const blocks: (readonly (ByteRange | undefined)[])[] = [];
  for (const [index, level] of levels.entries()) {
    const found = requireLevel(source.url, images[index], level, spec);
    const all = Array.from({ length: level.columns * level.rows }, (_, block) => block);
    const ranges = await blockIndex(cache, found, () => 0).locate(all);
    blocks.push(ranges.map((range) => range && { offset: range.offset, length: range.length }));
  }
  const last = levels.length - 1;
  const window = { x: 0, y: 0, width: levels[last]?.width ?? 0, height: levels[last]?.height ?? 0 };
  const bands = spec.bands.map((_, band) => band);
  const fill = bands.map(() => spec.nodata ?? 0);
  const smallest = await readBlocks(
    cache,
    requireLevel(source.url, images[last], levels[last], spec),
    window,
    bands,
    fill,
  );
  return { source, facts, blocks, smallest: smallest as readonly SampleArray[] };
}

function requireLevel(
  url: string,
  image: TiffImage | undefined,
  level: CogLevel | undefined,
  spec: CogSpec,
): TiffImage {
  const same =
    image !== undefined &&
    image.width === level?.width &&
    image.height === level.height &&
    image.samples === spec.bands.length &&
    image.dtype === spec.dtype &&
    image.blockWidth === spec.block;
  if (!same) throw new UnreadableBlobError(url, 'is a tile of another shape than the plan says');
  return image;
}
