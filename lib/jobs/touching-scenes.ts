import { toWgs84 } from '../geo/crs.ts';
import { applyAffine } from '../raster/affine.ts';
import type { PixelGrid } from '../raster/grid-map.ts';
import type { PixelWindow } from '../raster/read-window.ts';
import type { PlanScene } from './composite-plan.ts';

type Box = readonly [west: number, south: number, east: number, north: number];

/** The scenes that may touch a window of the grid. Scenes without a bbox may; so may all when the window holds a pole or
 * lies where its CRS has no longitudes. */
export function touchingScenes(
  scenes: readonly PlanScene[],
  grid: PixelGrid,
  window: PixelWindow,
): readonly PlanScene[] {
  const bounds = degrees(grid, window);
  return bounds ? scenes.filter(({ bbox }) => !bbox || touches(bbox, bounds)) : scenes;
}

/** Bounds of a window in degrees, from a net of points, with a margin for what lies between them. */
function degrees(grid: PixelGrid, { x, y, width, height }: PixelWindow): Box | undefined {
  const { forward } = toWgs84(grid.crs);
  const steps = 8;
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let row = 0; row <= steps; row += 1) {
    for (let col = 0; col <= steps; col += 1) {
      const [cx, cy] = applyAffine(grid.transform, x + (width * col) / steps, y + (height * row) / steps);
      const [lon, lat] = forward(cx, cy);
      if (!Number.isFinite(lon) || !Number.isFinite(lat)) return undefined;
      [west, east] = [Math.min(west, lon), Math.max(east, lon)];
      [south, north] = [Math.min(south, lat), Math.max(north, lat)];
    }
  }
  // Half the globe and more means that the window lies across ±180° or around a pole: its longitudes say nothing.
  if (east - west >= 180 || north > 89 || south < -89) return undefined;
  const margin = Math.max(east - west, north - south) * 0.05;
  return [west - margin, south - margin, east + margin, north + margin];
}

function touches([west, south, east, north]: Box, bounds: Box): boolean {
  if (north < bounds[1] || south > bounds[3]) return false;
  const parts: readonly (readonly [number, number])[] =
    west <= east
      ? [[west, east]]
      : [
          [west, 180],
          [-180, east],
        ];
  // Grids may count on past ±180°.
  return parts.some(([from, to]) => [-360, 0, 360].some((turn) => to + turn >= bounds[0] && from + turn <= bounds[2]));
}
