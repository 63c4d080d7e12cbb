import { invalid } from '../errors.ts';
import { CrsError, parseCrs, project, wgs84 } from './crs.ts';

const steps = 32;

/** Bounds in `crs` of an area in degrees. A grid of points stands for the area, since its extremes may lie inside its edges
 * (a parallel is curved in UTM, a pole lies inside a polar projection).
 * @param area [west, south, east, north] degrees WGS 84; west > east crosses ±180°
 * @returns [minX, minY, maxX, maxY] in units of `crs`
 * @throws {InvalidInputError} naming `grid.crs` when the CRS is unknown or does not reach the area */
export function boundsIn(
  crs: string,
  area: readonly [west: number, south: number, east: number, north: number],
): readonly [minX: number, minY: number, maxX: number, maxY: number] {
  const toCrs = transformTo(crs);
  const [west, south, east, north] = area;
  const width = west > east ? east + 360 - west : east - west;
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let row = 0; row <= steps; row += 1) {
    for (let column = 0; column <= steps; column += 1) {
      const [x, y] = toCrs(west + (width * column) / steps, south + ((north - south) * row) / steps);
      if (!Number.isFinite(x) || !Number.isFinite(y)) throw invalid('grid.crs', `${crs} does not reach the whole area`);
      minX = Math.min(minX, x);
      maxX = Math.max(maxX, x);
      minY = Math.min(minY, y);
      maxY = Math.max(maxY, y);
    }
  }
  return [minX, minY, maxX, maxY];
}

function transformTo(crs: string): (lon: number, lat: number) => readonly [x: number, y: number] {
  try {
    return project(wgs84, parseCrs(crs)).forward;
  } catch (error) {
    if (error instanceof CrsError) throw invalid('grid.crs', error.message, { cause: error });
    throw error;
  }
}
