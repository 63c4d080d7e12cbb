import type { Geometry, GeometryCollection, Position } from 'geojson';
import { planarBox } from './planar-box.ts';

/** A geometry that is cut at ±180°, as RFC 7946 §3.1.9 asks for, with its parts in the west moved on past 180 to lie
 * beside those in the east; any other as it is. */
export function uncut(geometry: Geometry): Geometry {
  if (geometry.type !== 'GeometryCollection' && !geometry.type.startsWith('Multi')) return geometry;
  const [west, , east] = planarBox(geometry);
  if (west !== -180 || east !== 180) return geometry;
  const parts = partsOf(geometry).map((part) => ({ part, box: planarBox(part) }));
  const hasExtent = parts.filter(({ part }) => part.type !== 'Point');
  const isCut = hasExtent.some(({ box }) => box[0] === -180) && hasExtent.some(({ box }) => box[2] === 180);
  if (!isCut || parts.some(({ box }) => box[2] - box[0] >= 360)) return geometry;
  return collection(parts.map(({ part, box }) => (box[2] <= 0 ? turned(part, 360) : part)));
}

/** Whether a polygon goes once around the Earth, so that its edges at ±180° are none. */
export function isRound(geometry: Geometry): boolean {
  const goesAround = (part: Geometry) => {
    const [west, , east] = planarBox(part);
    return west === -180 && east === 180;
  };
  return goesAround(geometry) && partsOf(geometry).some((part) => part.type === 'Polygon' && goesAround(part));
}

/** What goes around the Earth, from -180 to 540: whatever runs past 180 has its place in it. */
export function twiceAround(geometry: Geometry): Geometry {
  return collection([geometry, turned(geometry, 360)]);
}

function collection(geometries: Geometry[]): GeometryCollection {
  return { type: 'GeometryCollection', geometries };
}

/** Its points, lines and polygons one by one. */
function partsOf(geometry: Geometry): readonly Geometry[] {
  switch (geometry.type) {
    case 'GeometryCollection':
      return geometry.geometries.flatMap(partsOf);
    case 'MultiPoint':
      return geometry.coordinates.map((coordinates) => ({ type: 'Point', coordinates }));
    case 'MultiLineString':
      return geometry.coordinates.map((coordinates) => ({ type: 'LineString', coordinates }));
    case 'MultiPolygon':
      return geometry.coordinates.map((coordinates) => ({ type: 'Polygon', coordinates }));
    default:
      return [geometry];
  }
}

type Nested = readonly (number | Nested)[];

function turned(geometry: Geometry, turn: number): Geometry {
  if (geometry.type === 'GeometryCollection') return collection(geometry.geometries.map((part) => turned(part, turn)));
  return { ...geometry, coordinates: turnedPositions(geometry.coordinates, turn) } as Geometry;
}

function turnedPositions(coordinates: Nested, turn: number): Nested {
  if (typeof coordinates[0] !== 'number') return coordinates.map((inner) => turnedPositions(inner as Nested, turn));
  const [x, ...rest] = coordinates as Position;
  return [x! + turn, ...rest];
}
