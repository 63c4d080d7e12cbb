import proj4 from 'proj4';
import { epsgDefinition } from './crs-epsg.ts';

/** A horizontal coordinate reference system. Coordinates are always (x east, y north), as in GeoTIFF and GeoJSON. */
export interface Crs {
  /** EPSG code, when it has one. */
  readonly epsg?: number;
  readonly name?: string;
  /** What proj4 is given: a PROJ string, WKT or PROJJSON text. */
  readonly definition: string;
}

export type Position = readonly [x: number, y: number];
/** Both directions between two systems. Coordinates outside a projection's domain come out as NaN or Infinity, never as an exception. */
export interface CrsTransform {
  readonly forward: (x: number, y: number) => Position;
  readonly inverse: (x: number, y: number) => Position;
}

/** A coordinate reference system that nobody here knows, or that proj4 can't compute. */
export class CrsError extends Error {
  /** What was asked for. */
  readonly crs: string;
  constructor(crs: string, reason: string, options?: ErrorOptions) {
    super(`${crs}: ${reason}`, options);
    this.name = 'CrsError';
    this.crs = crs;
  }
}

/** @throws {CrsError} for an unknown code */
export function epsgCrs(code: number): Crs {
  const definition = epsgDefinition(code);
  if (definition === undefined) throw new CrsError(`EPSG:${code}`, 'is not an EPSG code that is known here');
  return { epsg: code, definition };
}

/** Longitude and latitude in degrees on WGS 84 (EPSG:4326). */
export const wgs84: Crs = { epsg: 4326, definition: '+proj=longlat +datum=WGS84 +no_defs' };

/** Reads `EPSG:n`, its URN and URL forms, a bare number, `OGC:CRS84`, a PROJ string, WKT or PROJJSON text.
 * @throws {CrsError} when it is none of these or can't be computed */
export function parseCrs(text: string | number): Crs {
  const trimmed = String(text).trim();
  const code =
    /^(?:EPSG:|urn:ogc:def:crs:EPSG:[^:]*:|https?:\/\/www\.opengis\.net\/def\/crs\/EPSG\/[^/]+\/)?(\d{4,6})$/i.exec(
      trimmed,
    )?.[1];
  if (code !== undefined) return epsgCrs(Number(code));
  if (/^(?:OGC:|urn:ogc:def:crs:OGC:[^:]*:|https?:\/\/www\.opengis\.net\/def\/crs\/OGC\/[^/]+\/)CRS84$/i.test(trimmed))
    return wgs84;
  if (!/^\+|^[A-Z_]+\s*\[|^\{/i.test(trimmed)) {
    throw new CrsError(trimmed.slice(0, 80), 'is neither EPSG:n, a PROJ string, WKT nor PROJJSON');
  }
  const crs: Crs = { definition: trimmed };
  project(crs, wgs84);
  return crs;
}

/** What {@link parseCrs} reads back: `EPSG:n` where there is a code. */
export function crsText(crs: Crs): string {
  return crs.epsg === undefined ? crs.definition : `EPSG:${crs.epsg}`;
}

export function sameCrs(a: Crs, b: Crs): boolean {
  return a.epsg === undefined || b.epsg === undefined ? a.definition === b.definition : a.epsg === b.epsg;
}

/** Whether coordinates are degrees of longitude and latitude. */
export function isGeographic(crs: Crs): boolean {
  return /^\+proj=(?:longlat|latlong)|^GEOG|^GEODCRS|^\{\s*(?:"\$schema":\s*"[^"]*",\s*)?"type":\s*"Geo(?:graphic|detic)CRS"/i.test(
    crs.definition,
  );
}

/** Coordinates of `from` to coordinates of `to`; degrees where a system is geographic. Datum shifts are those of the
 * definitions (`+towgs84`), within metres of GDAL for most; grids are not read, so that NAD27 and its like are tens of metres off.
 * @throws {CrsError} when proj4 can't compute one of them */
export function project(from: Crs, to: Crs): CrsTransform {
  if (sameCrs(from, to)) return { forward: (x, y) => [x, y], inverse: (x, y) => [x, y] };
  const converter = converterOf(from, to);
  // A PROJ string names axes only where they are not (east, north), and then files have them so; WKT names them always.
  const axes = from.definition.startsWith('+') && to.definition.startsWith('+');
  const guarded =
    (convert: (xy: [number, number]) => number[]) =>
    (x: number, y: number): Position => {
      if (!Number.isFinite(x) || !Number.isFinite(y)) return [NaN, NaN];
      try {
        const [px = NaN, py = NaN] = convert([x, y]);
        return [px, py];
      } catch {
        // proj4 throws for some points outside a projection's domain and gives NaN for others: NaN for all.
        return [NaN, NaN];
      }
    };
  return {
    forward: guarded((xy) => converter.forward(xy, axes)),
    inverse: guarded((xy) => converter.inverse(xy, axes)),
  };
}

/** Coordinates of `crs` to [longitude, latitude] degrees on WGS 84, and back. @throws {CrsError} */
export function toWgs84(crs: Crs): CrsTransform {
  return project(crs, wgs84);
}

function converterOf(from: Crs, to: Crs) {
  try {
    return proj4(definitionOf(from), definitionOf(to));
  } catch (error) {
    throw new CrsError(`${crsText(from)} to ${crsText(to)}`, `can't be computed (${reasonOf(error)})`, {
      cause: error,
    });
  }
}

/** proj4 takes PROJJSON parsed, everything else as text. */
function definitionOf(crs: Crs): string {
  return crs.definition.startsWith('{') ? JSON.parse(crs.definition) : crs.definition;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
