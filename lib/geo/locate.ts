import { orient } from './orient.ts';
import { edgeKind } from './edge-kind.ts';
import { pointKey, type Shape } from './shape.ts';

/** Where a point lies in a geometry, as the DE-9IM counts it: rows and columns of the matrix. */
export const location = { interior: 0, boundary: 1, exterior: 2 } as const;
export type Location = (typeof location)[keyof typeof location];

/** Polygons by the even-odd rule, each on its own; lines have their ends as boundary (mod-2 rule); points none.
 * Exact for the coordinates given.
 * @param areasOnly only whether the point is inside a polygon; edges, lines and points count as outside */
export function locate(shape: Shape, x: number, y: number, areasOnly = false): Location {
  const [west, south, east, north] = shape.bbox;
  if (x < west || x > east || y < south || y > north) return location.exterior;
  const { edges, kinds, owners } = shape;
  let onLine = false;
  let onPoint = false;
  const inside = new Set<number>();
  const onRing = new Set<number>();
  // Whatever a ray to the east can meet.
  for (const edge of shape.near(x, y, Infinity, y)) {
    const at = 4 * edge;
    const [x0, y0, x1, y1] = [edges[at]!, edges[at + 1]!, edges[at + 2]!, edges[at + 3]!];
    if (kinds[edge] === edgeKind.point) {
      onPoint ||= x === x0 && y === y0;
      continue;
    }
    if (y < Math.min(y0, y1) || y > Math.max(y0, y1) || x > Math.max(x0, x1)) continue;
    const side = orient(x0, y0, x1, y1, x, y);
    const touches = side === 0 && x >= Math.min(x0, x1);
    if (kinds[edge] === edgeKind.line) onLine ||= touches;
    else if (touches) onRing.add(owners[edge]!);
    else if (y0 <= y !== y1 <= y && side > 0 === y1 > y0) toggle(inside, owners[edge]!);
  }
  for (const polygon of inside) if (!onRing.has(polygon)) return location.interior;
  if (areasOnly) return location.exterior;
  if (onRing.size > 0) return location.boundary;
  if (onLine) return shape.lineEnds.has(pointKey(x, y)) ? location.boundary : location.interior;
  return onPoint ? location.interior : location.exterior;
}

function toggle(set: Set<number>, value: number): void {
  if (!set.delete(value)) set.add(value);
}
