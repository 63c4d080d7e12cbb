import type { Geometry, Polygon, Position } from 'geojson';
import type { Bbox } from '../stac/item.ts';

/** Degrees WGS 84; west > east crosses ±180°. */
export type Bbox2D = readonly [west: number, south: number, east: number, north: number];

/** Drops the heights of a 3-D box. */
export function flatBbox(bbox: Bbox): Bbox2D {
  return bbox.length === 4 ? bbox : [bbox[0], bbox[1], bbox[3], bbox[4]];
}

/** Makes east ≥ west, letting east run on past 180. */
export function unwrapBbox(bbox: Bbox2D): Bbox2D {
  const [west, south, east, north] = bbox;
  return west > east ? [west, south, east + 360, north] : bbox;
}

/** Whether two boxes share a point, edges included; each may cross ±180° either as west > east or by running past 180. */
export function bboxIntersects(a: Bbox, b: Bbox): boolean {
  const [aWest, aSouth, aEast, aNorth] = unwrapBbox(flatBbox(a));
  const [bWest, bSouth, bEast, bNorth] = unwrapBbox(flatBbox(b));
  if (aSouth > bNorth || bSouth > aNorth) return false;
  for (let turn = -360; turn <= 360; turn += 360) if (aWest <= bEast + turn && bWest + turn <= aEast) return true;
  return false;
}

/** @returns a closed ring, counter-clockwise; a box across ±180° runs on past 180 */
export function bboxPolygon(bbox: Bbox2D): Polygon {
  const [west, south, east, north] = unwrapBbox(bbox);
  return {
    type: 'Polygon',
    coordinates: [
      [
        [west, south],
        [east, south],
        [east, north],
        [west, north],
        [west, south],
      ],
    ],
  };
}

/** The box of a geometry as STAC and RFC 7946 §5.2 want it. West > east when the geometry crosses ±180°: when its
 * coordinates run past 180, or when it is cut there and has parts that touch both sides.
 * @returns undefined when the geometry has no position */
export function geometryBbox(geometry: Geometry): Bbox2D | undefined {
  const parts = [...partBoxes(geometry)];
  if (parts.length === 0) return undefined;
  const south = Math.min(...parts.map((part) => part[1]));
  const north = Math.max(...parts.map((part) => part[3]));
  const cut = parts.some((part) => part[2] === 180) && parts.some((part) => part[0] === -180);
  const moved = cut && parts.every((part) => part[2] - part[0] < 360) ? parts.map(eastOfCut) : parts;
  const west = Math.min(...moved.map((part) => part[0]));
  const east = Math.max(...moved.map((part) => part[2]));
  if (east - west >= 360) return [-180, south, 180, north];
  if (west >= -180 && east <= 180) return [west, south, east, north];
  return [wrapLongitude(west), south, wrapLongitude(east), north];
}

/** Parts wholly in the west are taken as the continuation past 180. */
function eastOfCut(part: Bbox2D): Bbox2D {
  return part[2] <= 0 ? [part[0] + 360, part[1], part[2] + 360, part[3]] : part;
}

function wrapLongitude(longitude: number): number {
  if (longitude > 180) return longitude - 360;
  return longitude < -180 ? longitude + 360 : longitude;
}

/** One planar box per point, line and polygon. */
function* partBoxes(geometry: Geometry): Generator<Bbox2D> {
  switch (geometry.type) {
    case 'GeometryCollection':
      for (const part of geometry.geometries) yield* partBoxes(part);
      return;
    case 'Point':
      if (geometry.coordinates.length > 0) yield positionsBox([geometry.coordinates]);
      return;
    case 'MultiPoint':
      for (const point of geometry.coordinates) yield positionsBox([point]);
      return;
    case 'LineString':
      if (geometry.coordinates.length > 0) yield positionsBox(geometry.coordinates);
      return;
    case 'MultiLineString':
      for (const line of geometry.coordinates) if (line.length > 0) yield positionsBox(line);
      return;
    case 'Polygon':
      if (geometry.coordinates[0]?.length) yield positionsBox(geometry.coordinates[0]);
      return;
    case 'MultiPolygon':
      for (const [shell] of geometry.coordinates) if (shell?.length) yield positionsBox(shell);
  }
}

function positionsBox(positions: readonly Position[]): Bbox2D {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of positions as readonly [number, number][]) {
    if (x < west) west = x;
    if (x > east) east = x;
    if (y < south) south = y;
    if (y > north) north = y;
  }
  return [west, south, east, north];
}
