import { parseCrs } from '../geo/crs.ts';
import { applyAffine } from '../raster/affine.ts';
import { cogLevels, type CogSpec } from '../raster/cog-spec.ts';
import { holds } from '../raster/sample-array.ts';
import { invalid } from '../errors.ts';
import type { CompositePlan } from './composite-plan.ts';
import { tileCount, tileWindow } from './tile-grid.ts';

/** The composite as a COG, and how its tiles are shaped so that their compressed blocks go into it as they are. */
export interface CompositeCog {
  readonly spec: CogSpec;
  /** Levels of the composite whose blocks are blocks of tiles: full image and the overviews down to the last in which a tile
   * still has whole blocks. */
  readonly sharedLevels: number;
  /** One tile, a COG of its own with just the shared levels. */
  tileSpec(tile: number): CogSpec;
}

/** @throws {InvalidInputError} when the plan's nodata is not a value of its data type
 * @throws {CrsError} when the plan's CRS is unknown */
export function compositeCog(plan: CompositePlan): CompositeCog {
  const { grid, tileSize, nodata } = plan;
  const dtype = plan.bands[0]?.dtype ?? 'uint16';
  if (!holds(dtype, nodata)) throw invalid('plan.nodata', `${nodata} is not a value of ${dtype}`);
  const single = tileCount(plan) === 1;
  const spec: CogSpec = {
    width: grid.width,
    height: grid.height,
    dtype,
    bands: plan.bands.map((band) => ({ description: band.asset })),
    nodata,
    crs: parseCrs(grid.crs),
    transform: grid.transform,
    block: single && Math.max(grid.width, grid.height) <= 256 ? 256 : Math.min(512, tileSize),
  };
  const levels = cogLevels(spec).length;
  const divisible = Math.log2(tileSize / (spec.block ?? tileSize)) + 1;
  return {
    spec,
    sharedLevels: single ? levels : Math.min(levels, divisible),
    tileSpec: (tile) => {
      const { x, y, width, height } = tileWindow(plan, tile);
      const [a, b, , d, e] = grid.transform;
      const [c, f] = applyAffine(grid.transform, x, y);
      return { ...spec, width, height, transform: [a, b, c, d, e, f] };
    },
  };
}

/** Levels of a tile: the shared ones, although its own size may ask for fewer (a cut tile) or more. */
export function tileLevels(cog: CompositeCog, tile: CogSpec): ReturnType<typeof cogLevels> {
  const block = cog.spec.block ?? 512;
  return Array.from({ length: cog.sharedLevels }, (_, level) => {
    const width = Math.ceil(tile.width / 2 ** level);
    const height = Math.ceil(tile.height / 2 ** level);
    return { width, height, columns: Math.ceil(width / block), rows: Math.ceil(height / block) };
  });
}
