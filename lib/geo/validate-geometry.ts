import type { Geometry } from 'geojson';
import { invalid } from '../errors.ts';

export const geometryLimits = {
  vertices: 100_000,
  /** Levels of collections in collections. */
  depth: 4,
  parts: 10_000,
  /** Unwrapped geometries run past ±180 by at most half a turn. */
  longitude: 360,
} as const;

interface Budget {
  vertices: number;
  parts: number;
}

/** Checks that a value is a GeoJSON geometry (RFC 7946) that the predicates can work with: known type, finite
 * positions, |latitude| ≤ 90, |longitude| ≤ 360, rings closed and of at least four positions, within `geometryLimits`.
 * Ring direction doesn't matter.
 * @throws {InvalidInputError} naming `field` and the place inside it */
export function validateGeometry(value: unknown, field: string): Geometry {
  checkGeometry(value, field, 1, { vertices: geometryLimits.vertices, parts: geometryLimits.parts });
  return value as Geometry;
}

function checkGeometry(value: unknown, field: string, depth: number, budget: Budget): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid(field, 'a GeoJSON geometry object is expected');
  const { type, coordinates, geometries } = value as Record<string, unknown>;
  const at = `${field}.coordinates`;
  switch (type) {
    case 'Point':
      return checkPosition(coordinates, at, budget);
    case 'MultiPoint':
      return each(coordinates, at, 1, budget, checkPosition);
    case 'LineString':
      return checkLine(coordinates, at, budget);
    case 'MultiLineString':
      return each(coordinates, at, 1, budget, checkLine);
    case 'Polygon':
      return checkPolygon(coordinates, at, budget);
    case 'MultiPolygon':
      return each(coordinates, at, 1, budget, checkPolygon);
    case 'GeometryCollection':
      if (depth >= geometryLimits.depth) throw invalid(field, `collections nest at most ${geometryLimits.depth} deep`);
      return each(geometries, `${field}.geometries`, 1, budget, (part, place) =>
        checkGeometry(part, place, depth + 1, budget),
      );
    case 'Feature':
    case 'FeatureCollection':
      throw invalid(`${field}.type`, `a geometry is expected, not a ${type}`);
    default:
      throw invalid(`${field}.type`, `no GeoJSON geometry type: ${(JSON.stringify(type) ?? 'missing').slice(0, 40)}`);
  }
}

type Check = (value: unknown, field: string, budget: Budget) => void;

function each(value: unknown, field: string, least: number, budget: Budget, check: Check): void {
  if (!Array.isArray(value)) throw invalid(field, 'an array is expected');
  if (value.length < least) throw invalid(field, 'empty');
  budget.parts -= check === checkPosition ? 0 : value.length;
  if (budget.parts < 0) throw invalid(field, `more than ${geometryLimits.parts} parts`);
  for (const [index, part] of value.entries()) check(part, `${field}[${index}]`, budget);
}

function checkLine(value: unknown, field: string, budget: Budget): void {
  if (Array.isArray(value) && value.length < 2) throw invalid(field, 'a line has at least two positions');
  each(value, field, 2, budget, checkPosition);
}

function checkPolygon(value: unknown, field: string, budget: Budget): void {
  each(value, field, 1, budget, checkRing);
}

function checkRing(value: unknown, field: string, budget: Budget): void {
  if (Array.isArray(value) && value.length < 4)
    throw invalid(field, `a ring has at least four positions, the first again as the last; found ${value.length}`);
  each(value, field, 4, budget, checkPosition);
  const ring = value as readonly (readonly number[])[];
  const [first, last] = [ring[0]!, ring.at(-1)!];
  if (first[0] !== last[0] || first[1] !== last[1]) throw invalid(field, 'the ring is not closed');
}

function checkPosition(value: unknown, field: string, budget: Budget): void {
  if (--budget.vertices < 0) throw invalid(field, `more than ${geometryLimits.vertices} vertices`);
  if (!Array.isArray(value) || value.length < 2 || value.length > 4)
    throw invalid(field, 'a position is [longitude, latitude] with an optional height');
  for (const number of value)
    if (typeof number !== 'number' || !Number.isFinite(number)) throw invalid(field, 'positions are finite numbers');
  const [longitude, latitude] = value as [number, number];
  if (Math.abs(latitude) > 90) throw invalid(field, `latitude ${latitude} is not between -90 and 90`);
  if (Math.abs(longitude) > geometryLimits.longitude)
    throw invalid(field, `longitude ${longitude} is not between -360 and 360`);
}
