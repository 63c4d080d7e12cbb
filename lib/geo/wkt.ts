import type { Geometry, Position } from 'geojson';

/** GeoJSON as well-known text; heights are kept. */
export function formatWkt(geometry: Geometry): string {
  const tag = geometry.type.toUpperCase();
  switch (geometry.type) {
    case 'GeometryCollection':
      return `${tag}(${geometry.geometries.map(formatWkt).join(', ')})`;
    case 'Point':
      return `${tag}(${geometry.coordinates.join(' ')})`;
    case 'MultiPoint':
      return `${tag}(${geometry.coordinates.map((point) => `(${point.join(' ')})`).join(', ')})`;
    case 'LineString':
      return `${tag}${line(geometry.coordinates)}`;
    case 'MultiLineString':
    case 'Polygon':
      return `${tag}${lines(geometry.coordinates)}`;
    default:
      return `${tag}(${geometry.coordinates.map(lines).join(', ')})`;
  }
}

function line(positions: readonly Position[]): string {
  return `(${positions.map((position) => position.join(' ')).join(', ')})`;
}

function lines(rings: readonly (readonly Position[])[]): string {
  return `(${rings.map(line).join(', ')})`;
}
