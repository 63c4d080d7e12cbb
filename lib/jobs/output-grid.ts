import { invalid } from '../errors.ts';
import type { Item } from '../stac/item.ts';
import type { CompositeRequest } from './composite-request.ts';
import type { OutputGrid } from './composite-plan.ts';
import { crsOf, gridOf, resolutionOf } from './item-grid.ts';

/** Degrees WGS 84; west > east crosses ±180°. */
type Area = readonly [west: number, south: number, east: number, north: number];

/** Bounds in another CRS of an area in degrees: [minX, minY, maxX, maxY] in its units, edges densified. */
export type BoundsIn = (crs: string, area: Area) => readonly [minX: number, minY: number, maxX: number, maxY: number];

/** Pixels along one edge of a composite. */
const longestEdge = 200_000;
/** Pixels in one composite: a country at 10 m. */
const mostPixels = 20e9;

/** Plans the grid of a composite that is given by resolution and CRS: the area's bounds, widened to whole pixels that are
 * aligned to multiples of the resolution, so that composites of neighbouring areas share one pixel grid.
 * @throws {InvalidInputError} naming `grid` */
export function gridByResolution(
  request: CompositeRequest,
  items: readonly Item[],
  area: Area,
  boundsIn: BoundsIn,
): OutputGrid {
  const asked = request.grid;
  const crs = asked.crs ?? commonCrs(items, request.assets);
  if (crs === undefined) throw invalid('grid.crs', 'the scenes do not say theirs, so it must be given');
  const resolution = asked.resolution ?? finestResolution(items, request.assets, crs);
  if (resolution === undefined)
    throw invalid('grid.resolution', `no scene is in ${crs}, so it must be given, in its units`);
  const [minX, minY, maxX, maxY] = boundsIn(crs, area);
  const left = Math.floor(minX / resolution + 1e-9);
  const right = Math.ceil(maxX / resolution - 1e-9);
  const bottom = Math.floor(minY / resolution + 1e-9);
  const top = Math.ceil(maxY / resolution - 1e-9);
  return checkSize({
    crs,
    transform: [resolution, 0, left * resolution, 0, -resolution, top * resolution],
    width: Math.max(1, right - left),
    height: Math.max(1, top - bottom),
  });
}

/** Exactly the pixel grid of an item's asset: the named one, else the first of the request's assets that says its grid.
 * @throws {InvalidInputError} naming `grid.like` */
export function gridLike(item: Item, assets: readonly string[], named?: string): OutputGrid {
  if (named !== undefined && !item.assets[named])
    throw invalid('grid.like.asset', `item ${item.id} has no asset ${named}`);
  for (const key of named === undefined ? assets : [named]) {
    const grid = gridOf(item, item.assets[key]);
    if (grid) return checkSize(grid);
  }
  throw invalid('grid.like', `item ${item.id} does not say its pixel grid (proj:transform, proj:shape and a CRS)`);
}

function checkSize(grid: OutputGrid): OutputGrid {
  if (
    ![grid.width, grid.height].every((edge) => edge >= 1 && edge <= longestEdge) ||
    grid.width * grid.height > mostPixels
  ) {
    throw invalid(
      'grid',
      `${grid.width} × ${grid.height} pixels is more than one composite may have (${longestEdge} an edge, ${mostPixels} in all)`,
    );
  }
  return grid;
}

/** The CRS that most scenes have; the first seen among equals. */
function commonCrs(items: readonly Item[], assets: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const item of items) {
    const crs = assets.map((key) => crsOf(item, item.assets[key])).find((found) => found !== undefined);
    if (crs !== undefined) counts.set(crs, (counts.get(crs) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

function finestResolution(items: readonly Item[], assets: readonly string[], crs: string): number | undefined {
  const found = items.flatMap((item) =>
    assets.flatMap((key) => {
      const grid = item.assets[key] && gridOf(item, item.assets[key]);
      return grid?.crs === crs ? [resolutionOf(grid)] : [];
    }),
  );
  return found.length === 0 ? undefined : found.reduce((a, b) => Math.min(a, b));
}
