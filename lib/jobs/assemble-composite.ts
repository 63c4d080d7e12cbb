import { UnreadableBlobError } from '../errors.ts';
import { cogChunks } from '../raster/cog-writer.ts';
import type { EncodedLevel } from '../raster/cog-pyramid.ts';
import { cogLevels, type CogLevel, type CogSpec } from '../raster/cog-spec.ts';
import { pictureBands, previewSize, type PreviewSource } from '../raster/preview.ts';
import { pyramidStream } from '../raster/pyramid-stream.ts';
import type { RangeSource } from '../raster/range-source.ts';
import { sampleArray } from '../raster/sample-array.ts';
import { gdalStatistics, mergeStatistics } from './band-statistics.ts';
import { compositeCog, tileLevels, type CompositeCog } from './composite-cog.ts';
import type { CompositePlan } from './composite-plan.ts';
import { inParallel } from './in-parallel.ts';
import { openTile, type OpenTile } from './open-tile.ts';
import type { TileFacts } from './tile-facts.ts';
import { tileColumns, tileRows, tileWindow } from './tile-grid.ts';

export interface AssembledComposite {
  /** The COG's bytes in order; tiles are read as it is consumed. */
  readonly chunks: AsyncGenerator<Uint8Array>;
  readonly preview: PreviewSource;
  /** Of all tiles together; `tile` is −1. */
  readonly facts: TileFacts;
}

/** Tiles read at a time. */
const parallel = 8;

/** Puts the tiles of a composite together. Compressed blocks go from the tiles into the COG as they are; only the smallest
 * overview that tiles have is decoded, to make the overviews below it. Memory holds a row of blocks and no more of the
 * image, whatever its size.
 * @param tileSource opens the file of a tile
 * @throws {UnreadableBlobError} when a tile is damaged or of another plan */
export async function assembleComposite(
  plan: CompositePlan,
  tileSource: (tile: number) => Promise<RangeSource>,
): Promise<AssembledComposite> {
  const cog = compositeCog(plan);
  const levels = cogLevels(cog.spec);
  const base = cog.sharedLevels - 1;
  const picture = pictureOf(plan, cog.spec, levels, base);
  const lower = pyramidStream(cog.spec, levels.slice(base), picture.seen);
  const tiles: OpenTile[] = [];
  for (let row = 0; row < tileRows(plan); row += 1) {
    await pushTileRow(plan, cog, row, tileSource, tiles, lower.push);
  }
  const facts = tiles.map((tile) => tile.facts).reduce(mergeFacts);
  const pixels = cog.spec.width * cog.spec.height;
  const bands = cog.spec.bands.map((band, index) => {
    const statistics = facts.bands[index];
    return statistics ? { ...band, metadata: gdalStatistics(statistics, pixels) } : band;
  });
  const shared = levels.slice(0, cog.sharedLevels).map((level, index) => sharedLevel(plan, cog, level, index, tiles));
  const spec: CogSpec = { ...cog.spec, bands };
  return {
    chunks: cogChunks(spec, [...shared, ...(await lower.finish())]),
    preview: picture.source,
    facts: { ...facts, tile: -1 },
  };
}

/** Opens a row of tiles and hands the pixels of their smallest overviews on, side by side. */
async function pushTileRow(
  plan: CompositePlan,
  cog: CompositeCog,
  row: number,
  tileSource: (tile: number) => Promise<RangeSource>,
  tiles: OpenTile[],
  push: (bands: ReturnType<typeof sampleArray>[], rows: number) => Promise<void>,
): Promise<void> {
  const scale = 2 ** (cog.sharedLevels - 1);
  const width = Math.ceil(plan.grid.width / scale);
  const columns = tileColumns(plan);
  const rows = Math.ceil(tileWindow(plan, row * columns).height / scale);
  const bands = plan.bands.map(() => sampleArray(cog.spec.dtype, width * rows));
  await inParallel(
    Array.from({ length: columns }, (_, column) => row * columns + column),
    parallel,
    async (tile, column) => {
      const spec = cog.tileSpec(tile);
      const levels = tileLevels(cog, spec);
      const opened = await openTile(await tileSource(tile), spec, levels, { job: plan.job, tile });
      tiles[tile] = opened;
      const tileWidth = levels.at(-1)?.width ?? 0;
      for (const [band, pixels] of opened.smallest.entries()) {
        for (let line = 0; line < rows; line += 1) {
          const to = line * width + (column * plan.tileSize) / scale;
          bands[band]?.set(pixels.subarray(line * tileWidth, (line + 1) * tileWidth), to);
        }
      }
      // The pixels are not needed again: only the block tables stay.
      tiles[tile] = { ...opened, smallest: [] };
    },
  );
  await push(bands, rows);
}

/** A level whose blocks are blocks of tiles. */
function sharedLevel(
  plan: CompositePlan,
  cog: CompositeCog,
  level: CogLevel,
  index: number,
  tiles: readonly OpenTile[],
): EncodedLevel {
  const blocksPerTile = plan.tileSize / 2 ** index / (cog.spec.block ?? 512);
  const columns = tileColumns(plan);
  const inTile = (column: number) => Math.min(blocksPerTile, level.columns - column * blocksPerTile);
  const rangesOf = (row: number, column: number) => {
    const wide = inTile(column);
    const from = (row % blocksPerTile) * wide;
    const tile = tiles[Math.floor(row / blocksPerTile) * columns + column];
    return { source: tile?.source, ranges: tile?.blocks[index]?.slice(from, from + wide) ?? [] };
  };
  const sizes = new Float64Array(level.columns * level.rows);
  for (let row = 0; row < level.rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const { ranges } = rangesOf(row, column);
      for (const [at, range] of ranges.entries()) {
        sizes[row * level.columns + column * blocksPerTile + at] = range?.length ?? 0;
      }
    }
  }
  const readRow = async (row: number) => {
    const blocks: (Uint8Array | undefined)[] = Array.from({ length: level.columns });
    await inParallel(
      Array.from({ length: columns }, (_, column) => column),
      parallel,
      async (column) => {
        const { source, ranges } = rangesOf(row, column);
        const present = ranges.filter((range) => range !== undefined);
        if (!source || present.length === 0) return;
        const start = Math.min(...present.map((range) => range.offset));
        const end = Math.max(...present.map((range) => range.offset + range.length));
        const bytes = await source.read(start, end - start);
        if (bytes.byteLength < end - start) throw new UnreadableBlobError(source.url, 'the tile is cut off');
        for (const [at, range] of ranges.entries()) {
          if (range)
            blocks[column * blocksPerTile + at] = bytes.subarray(
              range.offset - start,
              range.offset - start + range.length,
            );
        }
      },
    );
    return blocks;
  };
  return { ...level, sizes, readRow };
}

/** Collects the pixels of the preview: of the smallest level that is not smaller than it. */
function pictureOf(plan: CompositePlan, spec: CogSpec, levels: readonly CogLevel[], base: number) {
  const sufficient = levels.findLastIndex(({ width, height }) => Math.max(width, height) >= previewSize);
  const wanted = Math.max(base, sufficient);
  const { width, height } = levels[wanted] ?? { width: 1, height: 1 };
  const chosen = pictureBands(plan.bands.map((band) => band.asset));
  const bands = chosen.map(() => sampleArray(spec.dtype, width * height));
  const source: PreviewSource = { width, height, bands, nodata: plan.nodata };
  const seen: Parameters<typeof pyramidStream>[2] = (level, firstRow, rows) => {
    if (level !== wanted - base) return;
    for (const [index, band] of chosen.entries()) bands[index]?.set(rows[band] ?? [], firstRow * width);
  };
  return { source, seen };
}

/** A tile without data has 0 for its fewest observations. */
function mergeFacts(a: TileFacts, b: TileFacts): TileFacts {
  const [x, y] = [a.observations, b.observations];
  return {
    ...a,
    bands: a.bands.map((band, index) => mergeStatistics(band, b.bands[index] ?? band)),
    validPixels: a.validPixels + b.validPixels,
    observations: {
      minimum: a.validPixels > 0 && b.validPixels > 0 ? Math.min(x.minimum, y.minimum) : x.minimum + y.minimum,
      maximum: Math.max(x.maximum, y.maximum),
      sum: x.sum + y.sum,
    },
  };
}
