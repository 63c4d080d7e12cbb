import type { Geometry } from 'geojson';
import { geometryBbox, unwrapBbox, type Bbox2D } from '../geo/bbox.ts';

/** Degrees, east ≥ west always: a box across ±180° runs on past 180. */
export type Extent = Bbox2D;

const world: Extent = [-180, -90, 180, 90];

/** The box that holds a geometry, moved so that its centre is in [-180, 180). Two extents meet on the globe when they
 * meet as they are or with one of them moved by ±360°.
 * @returns undefined when there is no position */
export function geometryExtent(geometry: Geometry | null): Extent | undefined {
  const bbox = geometry ? geometryBbox(geometry) : undefined;
  if (!bbox) return undefined;
  return bbox.every(Number.isFinite) ? centred(unwrapBbox(bbox)) : world;
}

/** Moves a box by whole turns until its centre is in [-180, 180); one of 360° or more becomes -180 to 180. */
export function centred([west, south, east, north]: Extent): Extent {
  if (east - west >= 360) return [-180, south, 180, north];
  const turn = 360 * Math.floor(((west + east) / 2 + 180) / 360);
  return [west - turn, south, east - turn, north];
}
