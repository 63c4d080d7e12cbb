import { locate, location, type Location } from './locate.ts';
import { orient } from './orient.ts';
import { edgeKind } from './edge-kind.ts';
import { pointKey, type Shape } from './shape.ts';

/** The DE-9IM matrix of two geometries: for interior, boundary and exterior of A (rows) and B (columns) the dimension
 * of what they share, -1 for nothing. @see OGC 06-103r4 §6.1.15 */
export type Matrix = readonly number[];
type Mark = (inA: Location, inB: Location, dimension: number) => void;

const { interior, boundary, exterior } = location;

/** Shorter pieces of an edge (as a share of it) are rounding, not geometry. */
const shortest = 1e-12;

/** As much of the matrix as decides the relations of `spatial-relation.ts`; cells of boundaries may stay -1 once they
 * don't matter. */
export function relate(a: Shape, b: Shape): Matrix {
  const matrix = [-1, -1, -1, -1, -1, -1, -1, -1, 2];
  const mark: Mark = (inA, inB, dimension) => {
    const at = 3 * inA + inB;
    if (matrix[at]! < dimension) matrix[at] = dimension;
  };
  if (a.hasPolygons && !b.hasPolygons) mark(interior, exterior, 2);
  if (b.hasPolygons && !a.hasPolygons) mark(exterior, interior, 2);
  // Once the interiors share all that they can and each has something outside the other, no cell left open can change
  // any relation; polygons that cross in many places are done after the first.
  const most = Math.min(dimensionOf(a), dimensionOf(b));
  const isDecided = () => matrix[0] === most && matrix[2]! >= 0 && matrix[6]! >= 0;
  markParts(a, b, mark, isDecided);
  markParts(b, a, (inB, inA, dimension) => mark(inA, inB, dimension), isDecided);
  return matrix;
}

/** The largest dimension of the geometry's parts. */
export function dimensionOf(shape: Shape): number {
  if (shape.hasPolygons) return 2;
  return shape.hasLines ? 1 : 0;
}

/** Marks where the vertices and edges of `a` lie in `b`. */
function markParts(a: Shape, b: Shape, mark: Mark, isDecided: () => boolean): void {
  for (let edge = 0; edge < a.count && !isDecided(); edge++) {
    const at = 4 * edge;
    const [x0, y0, x1, y1] = [a.edges[at]!, a.edges[at + 1]!, a.edges[at + 2]!, a.edges[at + 3]!];
    mark(locate(a, x0, y0), locate(b, x0, y0), 0);
    if (a.kinds[edge] === edgeKind.point) continue;
    // The next edge starts where this one ends, but for the last of a line.
    if (a.owners[edge + 1] !== a.owners[edge]) mark(locate(a, x1, y1), locate(b, x1, y1), 0);
    markPieces(a, edge, b, mark, isDecided);
  }
}

/** A stretch that an edge of A shares with one of B, from and to as shares of A's edge. */
interface Overlap {
  readonly from: number;
  readonly to: number;
  readonly ring: boolean;
  readonly sameDirection: boolean;
}

function markPieces(a: Shape, edge: number, b: Shape, mark: Mark, isDecided: () => boolean): void {
  const at = 4 * edge;
  const [x0, y0, x1, y1] = [a.edges[at]!, a.edges[at + 1]!, a.edges[at + 2]!, a.edges[at + 3]!];
  const onRing = a.kinds[edge] === edgeKind.ring;
  const own = onRing ? boundary : interior;
  const { cuts, overlaps } = cutEdge(a, edge, b, own, mark);
  let from = 0;
  for (const to of cuts.sort((s, t) => s - t)) {
    if (to - from < shortest) continue;
    if (isDecided()) return;
    const middle = (from + to) / 2;
    const shared = overlaps.filter((overlap) => overlap.from <= middle && middle <= overlap.to);
    const ring = shared.find((overlap) => overlap.ring);
    from = to;
    if (ring) {
      mark(own, boundary, 1);
      if (onRing) markSharedBoundary(ring.sameDirection, mark);
      continue;
    }
    const inside = locatePiece(b, x0 + middle * (x1 - x0), y0 + middle * (y1 - y0));
    mark(own, shared.length > 0 ? interior : inside, 1);
    if (onRing && b.hasPolygons) markBesideRing(inside, mark);
  }
}

/** Where a piece without a common stretch of boundary lies in B's polygons; B's lines and points have no inside that it
 * could lie in. */
function locatePiece(b: Shape, x: number, y: number): Location {
  return b.hasPolygons ? locate(b, x, y, true) : exterior;
}

/** Along a boundary of both, the interiors lie on the same side or on opposite ones. */
function markSharedBoundary(sameSide: boolean, mark: Mark): void {
  if (sameSide) return mark(interior, interior, 2);
  mark(interior, exterior, 2);
  mark(exterior, interior, 2);
}

/** Beside a piece of A's boundary that isn't B's, A's interior and exterior both lie where the piece lies in B. */
function markBesideRing(inB: Location, mark: Mark): void {
  mark(interior, inB === interior ? interior : exterior, 2);
  if (inB === interior) mark(exterior, interior, 2);
}

/** Finds where edges of B cut an edge of A, and marks proper crossings. */
function cutEdge(a: Shape, edge: number, b: Shape, own: Location, mark: Mark) {
  const at = 4 * edge;
  const [x0, y0, x1, y1] = [a.edges[at]!, a.edges[at + 1]!, a.edges[at + 2]!, a.edges[at + 3]!];
  const [left, right, low, high] = [Math.min(x0, x1), Math.max(x0, x1), Math.min(y0, y1), Math.max(y0, y1)];
  const cuts = [1];
  const overlaps: Overlap[] = [];
  // Along the longer axis, so that no division is by zero.
  const wide = right - left >= high - low;
  const share = (x: number, y: number) => (wide ? (x - x0) / (x1 - x0) : (y - y0) / (y1 - y0));
  for (const other of b.near(left, low, right, high)) {
    if (b.kinds[other] === edgeKind.point) continue;
    const [u0, v0, u1, v1] = b.edges.subarray(4 * other, 4 * other + 4) as unknown as [number, number, number, number];
    if (Math.max(u0, u1) < left || Math.min(u0, u1) > right) continue;
    if (Math.max(v0, v1) < low || Math.min(v0, v1) > high) continue;
    const start = orient(x0, y0, x1, y1, u0, v0);
    const end = orient(x0, y0, x1, y1, u1, v1);
    if (start === 0 && end === 0) {
      const [s, t] = [share(u0, v0), share(u1, v1)];
      const [from, to] = [Math.max(0, Math.min(s, t)), Math.min(1, Math.max(s, t))];
      cuts.push(from, to);
      if (to > from) overlaps.push({ from, to, ring: b.kinds[other] === edgeKind.ring, sameDirection: t > s });
      continue;
    }
    if (start > 0 === end > 0 && start !== 0 && end !== 0) continue;
    const first = orient(u0, v0, u1, v1, x0, y0);
    const last = orient(u0, v0, u1, v1, x1, y1);
    if (first === 0 || last === 0 || first > 0 === last > 0) {
      // Touching at an end of A is a vertex, which is marked already; elsewhere nothing is shared.
      continue;
    }
    if (start === 0) cuts.push(share(u0, v0));
    else if (end === 0) cuts.push(share(u1, v1));
    else {
      const cut = first / (first - last);
      cuts.push(cut);
      const key = pointKey(x0 + cut * (x1 - x0), y0 + cut * (y1 - y0));
      // Where a line crosses itself at its own end, the end is its boundary.
      const inB = b.kinds[other] === edgeKind.ring || b.lineEnds.has(key) ? boundary : interior;
      mark(a.lineEnds.has(key) ? boundary : own, inB, 0);
    }
  }
  return { cuts, overlaps };
}
