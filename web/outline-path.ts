import type { Geometry, Position } from 'geojson';
import { turnsTo, type MapFrame } from './map-frame.ts';

/** A position on the map. */
export type Place = readonly [x: number, y: number];

/** Lines are thinned to this many positions: more are not seen. */
const mostPositions = 400;

/** SVG path data of a geometry; points are small crosses. */
export function outlinePath(geometry: Geometry, frame: MapFrame): string {
  const crosses = pointsOf(geometry).map((position) => {
    const [[x, y] = [0, 0]] = placeLine([position], frame);
    return `M${x - 4} ${y}h8M${x} ${y - 4}v8`;
  });
  const lines = linesOf(geometry).map(
    ({ positions, closed }) =>
      placeLine(positions, frame)
        .map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`)
        .join('') + (closed ? 'Z' : ''),
  );
  return [...lines, ...crosses].join('');
}

/** A line on the map. It is moved by whole turns as one, so that a ring across ±180° isn't torn. */
export function placeLine(positions: readonly Position[], frame: MapFrame): readonly Place[] {
  const longitudes = positions.map(([lon = 0]) => lon);
  const least = longitudes.reduce((a, b) => Math.min(a, b), Infinity);
  const most = longitudes.reduce((a, b) => Math.max(a, b), -Infinity);
  const turn = turnsTo((frame.box[0] + frame.box[2]) / 2, (least + most) / 2);
  const every = Math.max(1, Math.ceil(positions.length / mostPositions));
  return positions.filter((_, index) => index % every === 0).map(([lon = 0, lat = 0]) => frame.place(lon + turn, lat));
}

interface Line {
  readonly positions: readonly Position[];
  readonly closed: boolean;
}

/** Lines and rings of a geometry. */
export function linesOf(geometry: Geometry): readonly Line[] {
  switch (geometry.type) {
    case 'GeometryCollection':
      return geometry.geometries.flatMap(linesOf);
    case 'LineString':
      return [{ positions: geometry.coordinates, closed: false }];
    case 'MultiLineString':
      return geometry.coordinates.map((positions) => ({ positions, closed: false }));
    case 'Polygon':
      return geometry.coordinates.map((positions) => ({ positions, closed: true }));
    case 'MultiPolygon':
      return geometry.coordinates.flat().map((positions) => ({ positions, closed: true }));
    default:
      return [];
  }
}

function pointsOf(geometry: Geometry): readonly Position[] {
  if (geometry.type === 'Point') return [geometry.coordinates];
  if (geometry.type === 'MultiPoint') return geometry.coordinates;
  return geometry.type === 'GeometryCollection' ? geometry.geometries.flatMap(pointsOf) : [];
}
