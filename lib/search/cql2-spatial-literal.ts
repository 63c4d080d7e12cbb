import type { Geometry } from 'geojson';
import { invalid } from '../errors.ts';
import { bboxPolygon } from '../geo/bbox.ts';
import type { Cql2, Cql2Bbox } from './cql2.ts';
import { parseBbox } from './parse-bbox.ts';

/** @throws {InvalidInputError} */
export function bboxLiteral(value: unknown, field: string): Cql2 {
  if (!Array.isArray(value)) throw invalid(field, 'a box is an array of 4 or 6 numbers');
  parseBbox(value, field);
  return { bbox: value as unknown as Cql2Bbox };
}

/** The geometry that a spatial literal stands for; a box across ±180° runs on past 180.
 * @returns undefined for nodes that aren't spatial literals */
export function spatialLiteral(node: Cql2): Geometry | undefined {
  if ('geometry' in node) return node.geometry;
  return 'bbox' in node ? bboxPolygon(parseBbox(node.bbox, 'bbox')) : undefined;
}
