import Flatbush from 'flatbush';
import type { Geometry, Position } from 'geojson';
import type { Bbox2D } from './bbox.ts';
import { dissolveSeam, type Edges } from './dissolve-seam.ts';
import { edgeKind } from './edge-kind.ts';

/** A geometry flattened for the predicates: edges in one array, ring edges with the polygon's interior on their left.
 * Planar, in degrees; heights are dropped. Polygons that lie side by side at 180° are one. */
export interface Shape {
  /** Planar: east may run past 180. */
  readonly bbox: Bbox2D;
  /** x0 y0 x1 y1 of each edge. */
  readonly edges: Float64Array;
  readonly count: number;
  readonly kinds: Uint8Array;
  /** Number of the polygon or line that an edge belongs to. */
  readonly owners: Int32Array;
  readonly owned: number;
  readonly hasLines: boolean;
  readonly hasPolygons: boolean;
  /** The ends of lines that are their boundary: those that an odd number of lines meet at. */
  readonly lineEnds: ReadonlySet<string>;
  /** Edges that may touch the box. */
  near(west: number, south: number, east: number, north: number): Iterable<number>;
}

/** Below this, walking all edges is faster than an index. */
const indexFrom = 24;

/** @param turn degrees added to every longitude: 0, 360 or -360 */
export function toShape(geometry: Geometry, turn = 0): Shape {
  const edges: number[] = [];
  const kinds: number[] = [];
  const owners: number[] = [];
  let alongSeam = 0;
  const lineEnds = new Set<string>();
  let owned = 0;

  const add = (kind: number, from: Position, to: Position): void => {
    edges.push(from[0]! + turn, from[1]!, to[0]! + turn, to[1]!);
    kinds.push(kind);
    owners.push(owned);
    if (from[0] === 180 && to[0] === 180 && kind === edgeKind.ring) alongSeam++;
  };
  const addPoint = (point: Position): void => {
    if (point.length > 0) add(edgeKind.point, point, point);
    owned++;
  };
  const addPath = (kind: number, path: readonly Position[]): boolean => {
    const before = kinds.length;
    for (let i = 1; i < path.length; i++) {
      const [from, to] = [path[i - 1]!, path[i]!];
      if (from[0] !== to[0] || from[1] !== to[1]) add(kind, from, to);
    }
    return kinds.length > before;
  };
  const addLine = (line: readonly Position[]): void => {
    const [first, last] = [line[0], line.at(-1)];
    if (!first || !last) return;
    if (!addPath(edgeKind.line, line)) return addPoint(first);
    for (const end of [first, last]) toggle(lineEnds, pointKey(end[0]! + turn, end[1]!));
    owned++;
  };
  const addPolygon = (rings: readonly (readonly Position[])[]): void => {
    const [shell] = rings;
    for (const ring of rings)
      addPath(edgeKind.ring, signedArea(ring) > 0 === (ring === shell) ? ring : ring.toReversed());
    // A ring without extent is still somewhere.
    if (shell?.[0] && owners.at(-1) !== owned) add(edgeKind.point, shell[0], shell[0]);
    owned++;
  };
  const addGeometry = (part: Geometry): void => {
    switch (part.type) {
      case 'GeometryCollection':
        return part.geometries.forEach(addGeometry);
      case 'Point':
        return addPoint(part.coordinates);
      case 'MultiPoint':
        return part.coordinates.forEach(addPoint);
      case 'LineString':
        return addLine(part.coordinates);
      case 'MultiLineString':
        return part.coordinates.forEach(addLine);
      case 'Polygon':
        return addPolygon(part.coordinates);
      case 'MultiPolygon':
        return part.coordinates.forEach(addPolygon);
    }
  };
  addGeometry(geometry);

  const made = { edges, kinds, owners };
  return finish(alongSeam > 1 ? dissolveSeam(made, 180 + turn) : made, owned, lineEnds);
}

function finish({ edges, kinds, owners }: Edges, owned: number, lineEnds: ReadonlySet<string>): Shape {
  return {
    bbox: boxOf(edges),
    edges: Float64Array.from(edges),
    count: kinds.length,
    kinds: Uint8Array.from(kinds),
    owners: Int32Array.from(owners),
    owned,
    hasLines: kinds.includes(edgeKind.line),
    hasPolygons: kinds.includes(edgeKind.ring),
    lineEnds,
    near: edgeIndex(edges, kinds.length),
  };
}

export function pointKey(x: number, y: number): string {
  return `${x} ${y}`;
}

function toggle(set: Set<string>, key: string): void {
  if (!set.delete(key)) set.add(key);
}

function signedArea(ring: readonly Position[]): number {
  const [x0, y0] = ring[0] ?? [0, 0];
  let sum = 0;
  for (let i = 1; i < ring.length; i++) {
    const [a, b] = [ring[i - 1]!, ring[i]!];
    sum += (a[0]! - x0!) * (b[1]! - y0!) - (b[0]! - x0!) * (a[1]! - y0!);
  }
  return sum;
}

function boxOf(edges: readonly number[]): Bbox2D {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < edges.length; i += 2) {
    const [x, y] = [edges[i]!, edges[i + 1]!];
    if (x < west) west = x;
    if (x > east) east = x;
    if (y < south) south = y;
    if (y > north) north = y;
  }
  return [west, south, east, north];
}

/** The index is built when it is first asked: most items are refused by their box alone. */
function edgeIndex(edges: readonly number[], count: number): Shape['near'] {
  if (count < indexFrom) {
    const all = Array.from({ length: count }, (_, index) => index);
    return () => all;
  }
  let index: Flatbush | undefined;
  return (west, south, east, north) => {
    if (!index) {
      index = new Flatbush(count);
      for (let i = 0; i < 4 * count; i += 4) {
        const [x0, y0, x1, y1] = [edges[i]!, edges[i + 1]!, edges[i + 2]!, edges[i + 3]!];
        index.add(Math.min(x0, x1), Math.min(y0, y1), Math.max(x0, x1), Math.max(y0, y1));
      }
      index.finish();
    }
    return index.search(west, south, east, north);
  };
}
