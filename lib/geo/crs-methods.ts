import { geoKey, keyNumber, type GeoKeys } from './geo-keys.ts';

/** Parameters of a user-defined projection: angles in degrees, lengths in metres. */
interface MethodParams {
  readonly lat0: number;
  readonly lon0: number;
  readonly lat1: number;
  readonly lat2: number | undefined;
  readonly k: number;
  readonly azimuth: number;
  readonly rectified: number;
  /** False easting and northing, already as PROJ words. */
  readonly origin: string;
}

/** PROJ words of a GeoTIFF coordinate transformation (ProjCoordTransGeoKey) with its parameters.
 * @returns undefined for a method that proj4 lacks */
export function methodWords(keys: GeoKeys, degreesPerUnit: number, metresPerUnit: number): string | undefined {
  const method = methods[keyNumber(keys, geoKey.coordinateTransform) ?? 0];
  if (!method) return undefined;
  const first = (names: readonly number[]) =>
    names.map((name) => keyNumber(keys, name)).find((value) => value !== undefined);
  const angle = (...names: readonly number[]) => (first(names) ?? 0) * degreesPerUnit;
  const x0 = first([geoKey.falseEasting, geoKey.falseOriginEasting, geoKey.centerEasting]) ?? 0;
  const y0 = first([geoKey.falseNorthing, geoKey.falseOriginNorthing, geoKey.centerNorthing]) ?? 0;
  const second = first([geoKey.standardParallel2]);
  return method({
    lat0: angle(geoKey.naturalOriginLatitude, geoKey.falseOriginLatitude, geoKey.centerLatitude),
    lon0: angle(
      geoKey.naturalOriginLongitude,
      geoKey.falseOriginLongitude,
      geoKey.centerLongitude,
      geoKey.straightVerticalPoleLongitude,
    ),
    lat1: angle(geoKey.standardParallel1),
    lat2: second === undefined ? undefined : second * degreesPerUnit,
    k: first([geoKey.scaleAtNaturalOrigin, geoKey.scaleAtCenter]) ?? 1,
    azimuth: angle(geoKey.azimuth),
    rectified: angle(geoKey.rectifiedGridAngle, geoKey.azimuth),
    origin: `+x_0=${x0 * metresPerUnit} +y_0=${y0 * metresPerUnit}`,
  });
}

type Method = (params: MethodParams) => string;

const named =
  (name: string): Method =>
  ({ lat0, lon0, origin }) =>
    `+proj=${name} +lat_0=${lat0} +lon_0=${lon0} ${origin}`;
const scaled =
  (name: string): Method =>
  ({ lat0, lon0, k, origin }) =>
    `+proj=${name} +lat_0=${lat0} +lon_0=${lon0} +k=${k} ${origin}`;
const conic =
  (name: string): Method =>
  ({ lat0, lon0, lat1, lat2 = lat1, origin }) =>
    `+proj=${name} +lat_0=${lat0} +lon_0=${lon0} +lat_1=${lat1} +lat_2=${lat2} ${origin}`;

/** Latitude of true scale where the key gives one, else a scale. */
const mercator: Method = ({ lat1, lon0, k, origin }) =>
  `+proj=merc +lon_0=${lon0} ${lat1 === 0 ? `+k=${k}` : `+lat_ts=${lat1}`} ${origin}`;

/** The natural origin's latitude is that of true scale; at a pole itself the scale counts. */
const polarStereographic: Method = ({ lat0, lon0, k, origin }) =>
  `+proj=stere +lat_0=${lat0 < 0 ? -90 : 90} ${Math.abs(lat0) === 90 ? `+k=${k}` : `+lat_ts=${lat0}`} +lon_0=${lon0} ${origin}`;

const hotine =
  (variant: string): Method =>
  ({ lat0, lon0, azimuth, rectified, k, origin }) =>
    `+proj=omerc ${variant}+lat_0=${lat0} +lonc=${lon0} +alpha=${azimuth} +gamma=${rectified} +k=${k} ${origin}`;

/** By CT code. @see GeoTIFF 1.0 §6.3.3.3 */
const methods: Readonly<Record<number, Method>> = {
  1: scaled('tmerc'),
  3: hotine('+no_uoff '),
  5: scaled('somerc'),
  7: mercator,
  8: conic('lcc'),
  9: ({ lat0, lon0, k, origin }) => `+proj=lcc +lat_1=${lat0} +lat_0=${lat0} +lon_0=${lon0} +k_0=${k} ${origin}`,
  10: named('laea'),
  11: conic('aea'),
  12: named('aeqd'),
  13: conic('eqdc'),
  14: scaled('stere'),
  15: polarStereographic,
  16: scaled('sterea'),
  17: ({ lat0, lon0, lat1, origin }) => `+proj=eqc +lat_ts=${lat1} +lat_0=${lat0} +lon_0=${lon0} ${origin}`,
  18: named('cass'),
  19: named('gnom'),
  20: named('mill'),
  21: named('ortho'),
  22: named('poly'),
  23: named('robin'),
  24: named('sinu'),
  25: named('vandg'),
  26: named('nzmg'),
  27: ({ lat0, lon0, k, origin }) => `+proj=tmerc +axis=wsu +lat_0=${lat0} +lon_0=${lon0} +k=${k} ${origin}`,
  28: ({ lon0, lat1, origin }) => `+proj=cea +lon_0=${lon0} +lat_ts=${lat1} ${origin}`,
  9815: hotine(''),
};
