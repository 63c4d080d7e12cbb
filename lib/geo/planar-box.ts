import type { Geometry } from 'geojson';
import type { Bbox2D } from './bbox.ts';

/** The box of a geometry's coordinates as they are: east may run past 180. Empty geometries give an inside-out box,
 * which meets nothing. */
export function planarBox(geometry: Geometry): Bbox2D {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  grow(box, geometry);
  return box;
}

type Box = [west: number, south: number, east: number, north: number];

function grow(box: Box, geometry: Geometry): void {
  if (geometry.type === 'GeometryCollection') for (const part of geometry.geometries) grow(box, part);
  else growBy(box, geometry.coordinates);
}

type Nested = readonly (number | Nested)[];

function growBy(box: Box, coordinates: Nested): void {
  if (typeof coordinates[0] !== 'number') {
    for (const part of coordinates) growBy(box, part as Nested);
    return;
  }
  const [x, y] = coordinates as readonly [number, number];
  if (x < box[0]) box[0] = x;
  if (y < box[1]) box[1] = y;
  if (x > box[2]) box[2] = x;
  if (y > box[3]) box[3] = y;
}
