import type { Geometry } from 'geojson';
import type { Bbox2D } from './bbox.ts';
import { locate, location } from './locate.ts';
import { planarBox } from './planar-box.ts';
import { segmentsTouch } from './segments.ts';
import { edgeKind } from './edge-kind.ts';
import { toShape, type Shape } from './shape.ts';

/** Whether two geometries share a point, edges included. Planar in degrees; a geometry that runs past ±180° also meets
 * what lies there in the usual range. Symmetric. */
export function intersects(a: Geometry, b: Geometry): boolean {
  return prepareIntersects(a)(b);
}

/** `intersects` with one side fixed: its edges are indexed once. */
export function prepareIntersects(a: Geometry): (b: Geometry) => boolean {
  const shape = toShape(a);
  const rectangle = isRectangle(shape);
  return (b) => {
    const box = planarBox(b);
    for (const turn of turns(shape.bbox, box)) {
      if (rectangle && boxContains(shape.bbox, box, turn)) return true;
      if (shapesIntersect(shape, toShape(b, turn))) return true;
    }
    return false;
  };
}

const allTurns = [0, 360, -360];

/** The turns of `b` in degrees at which the two boxes meet: none, or mostly just 0. */
export function turns(a: Bbox2D, b: Bbox2D): readonly number[] {
  if (a[1] > b[3] || b[1] > a[3]) return [];
  return allTurns.filter((turn) => a[0] <= b[2] + turn && b[0] + turn <= a[2]);
}

export function shapesIntersect(a: Shape, b: Shape): boolean {
  const [few, many] = a.count <= b.count ? [a, b] : [b, a];
  return edgesTouch(few, many) || holdsPartOf(many, few) || holdsPartOf(few, many);
}

function edgesTouch(few: Shape, many: Shape): boolean {
  const [west, south, east, north] = many.bbox;
  for (let i = 0; i < few.edges.length; i += 4) {
    const [x0, y0, x1, y1] = [few.edges[i]!, few.edges[i + 1]!, few.edges[i + 2]!, few.edges[i + 3]!];
    const [left, right] = x0 < x1 ? [x0, x1] : [x1, x0];
    const [low, high] = y0 < y1 ? [y0, y1] : [y1, y0];
    if (left > east || right < west || low > north || high < south) continue;
    for (const edge of many.near(left, low, right, high))
      if (segmentsTouch(few.edges, i, many.edges, 4 * edge)) return true;
  }
  return false;
}

/** Without touching edges a part is wholly inside or wholly outside, so that its first vertex decides. */
function holdsPartOf(whole: Shape, parts: Shape): boolean {
  if (!whole.hasPolygons) return false;
  let owner = -1;
  for (let edge = 0; edge < parts.count; edge++) {
    if (parts.owners[edge] === owner) continue;
    owner = parts.owners[edge]!;
    if (locate(whole, parts.edges[4 * edge]!, parts.edges[4 * edge + 1]!) !== location.exterior) return true;
  }
  return false;
}

function isRectangle(shape: Shape): boolean {
  if (shape.count !== 4 || shape.kinds.some((kind) => kind !== edgeKind.ring)) return false;
  const { edges } = shape;
  const alongAxis = [0, 4, 8, 12].every((i) => edges[i] === edges[i + 2] || edges[i + 1] === edges[i + 3]);
  return alongAxis && shape.owned === 1;
}

/** Whether the inner box, turned by so many degrees, lies in the outer. */
export function boxContains(outer: Bbox2D, inner: Bbox2D, turn: number): boolean {
  return outer[0] <= inner[0] + turn && outer[1] <= inner[1] && outer[2] >= inner[2] + turn && outer[3] >= inner[3];
}
