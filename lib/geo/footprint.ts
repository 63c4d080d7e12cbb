import type { MultiPolygon, Polygon } from 'geojson';
import type { Affine, Gcp } from '../raster/raster-header.ts';
import type { Bbox } from '../stac/item.ts';
import { CrsError, isGeographic, toWgs84, type Crs } from './crs.ts';
import { gcpRing } from './footprint-gcps.ts';
import { imageRing } from './footprint-ring.ts';
import { splitRing, type Ring } from './footprint-split.ts';

/** Where a raster lies. */
export interface Footprint {
  /** WGS 84 degrees [lon, lat]; outer rings counter-clockwise, split at ±180°. @see RFC 7946 §3.1.6, §3.1.9 */
  readonly geometry: Polygon | MultiPolygon;
  /** West > east when it crosses ±180°. */
  readonly bbox: Bbox;
  /** The four corners in the raster's CRS; absent with GCPs. */
  readonly projGeometry?: Polygon;
  /** [minX, minY, maxX, maxY] in units of the CRS. */
  readonly projBbox?: readonly [minX: number, minY: number, maxX: number, maxY: number];
}

export interface NoFootprint {
  readonly geometry?: never;
  /** Why the raster can't be placed. */
  readonly reason: string;
}

/** What of a header places a raster. */
export interface Placement {
  readonly width: number;
  readonly height: number;
  readonly crs?: Crs;
  readonly crsProblem?: string;
  readonly transform?: Affine;
  readonly gcps: readonly Gcp[];
}

/** The outline of a raster's pixels, nodata or not: a ring of its four corners, with more points where projecting bends its edges
 * by more than half a percent of its size. */
export function footprint(raster: Placement): Footprint | NoFootprint {
  const { crs, transform, gcps } = raster;
  if (!crs) return { reason: raster.crsProblem ?? 'it names no coordinate reference system' };
  if (!transform && gcps.length < 3) return { reason: 'it has neither a transform nor three ground control points' };
  try {
    const converter = toWgs84(crs);
    if (!transform) return placed(gcpRing(raster, converter), []);
    const corners = cornersOf(raster, transform);
    return { ...placed(...ringAndPoles(raster, transform, crs)), ...projected(corners) };
  } catch (error) {
    if (error instanceof CrsError) return { reason: error.message };
    throw error;
  }
}

function ringAndPoles(raster: Placement, transform: Affine, crs: Crs): [Ring | undefined, readonly (-90 | 90)[]] {
  const ring = imageRing({ ...raster, transform, crs });
  const poles = isGeographic(crs) ? [] : ([-90, 90] as const).filter((pole) => contains(raster, transform, crs, pole));
  return [ring, poles];
}

function placed(
  ring: Ring | undefined,
  poles: readonly (-90 | 90)[],
): Pick<Footprint, 'geometry' | 'bbox'> | NoFootprint {
  const split = ring && splitRing(ring, poles);
  return split ?? { reason: 'its pixels lie outside the domain of its projection' };
}

/** Upper left, lower left, lower right, upper right of the pixel grid, in CRS units. */
function cornersOf({ width, height }: Placement, [a, b, c, d, e, f]: Affine): readonly (readonly [number, number])[] {
  const corners = [
    [0, 0],
    [0, height],
    [width, height],
    [width, 0],
  ] as const;
  return corners.map(([col, row]) => [a * col + b * row + c, d * col + e * row + f] as const);
}

function projected(corners: readonly (readonly [number, number])[]): Pick<Footprint, 'projGeometry' | 'projBbox'> {
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  const ring = [...corners, ...corners.slice(0, 1)].map(([x, y]) => [x, y]);
  return {
    projGeometry: { type: 'Polygon', coordinates: [ring] },
    projBbox: [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)],
  };
}

/** Whether a pole is one of the raster's pixels. */
function contains({ width, height }: Placement, transform: Affine, crs: Crs, latitude: number): boolean {
  const [x, y] = toWgs84(crs).inverse(0, latitude);
  // Cylindrical projections have lines or infinity for poles: another longitude then is elsewhere.
  const [x2, y2] = toWgs84(crs).inverse(90, latitude);
  const [a, b, c, d, e, f] = transform;
  const determinant = a * e - b * d;
  const pixel = Math.hypot(a, d);
  if (!Number.isFinite(x) || !Number.isFinite(y) || !(Math.hypot(x - x2, y - y2) < pixel)) return false;
  const col = (e * (x - c) - b * (y - f)) / determinant;
  const row = (a * (y - f) - d * (x - c)) / determinant;
  return col >= 0 && col <= width && row >= 0 && row <= height;
}
