/** GeoTIFF keys by number. @see OGC 19-008r4 (GeoTIFF 1.1) annex B */
export type GeoKeys = ReadonlyMap<number, number | string>;

export const geoKey = {
  modelType: 1024,
  rasterType: 1025,
  citation: 1026,
  geographicType: 2048,
  geographicCitation: 2049,
  geodeticDatum: 2050,
  angularUnits: 2054,
  ellipsoid: 2056,
  semiMajorAxis: 2057,
  semiMinorAxis: 2058,
  inverseFlattening: 2059,
  primeMeridianLongitude: 2061,
  toWgs84: 2062,
  projectedType: 3072,
  projectedCitation: 3073,
  projection: 3074,
  coordinateTransform: 3075,
  linearUnits: 3076,
  linearUnitSize: 3077,
  standardParallel1: 3078,
  standardParallel2: 3079,
  naturalOriginLongitude: 3080,
  naturalOriginLatitude: 3081,
  falseEasting: 3082,
  falseNorthing: 3083,
  falseOriginLongitude: 3084,
  falseOriginLatitude: 3085,
  falseOriginEasting: 3086,
  falseOriginNorthing: 3087,
  centerLongitude: 3088,
  centerLatitude: 3089,
  centerEasting: 3090,
  centerNorthing: 3091,
  scaleAtNaturalOrigin: 3092,
  scaleAtCenter: 3093,
  azimuth: 3094,
  straightVerticalPoleLongitude: 3095,
  rectifiedGridAngle: 3096,
} as const;

/** A value that stands for "defined by the other keys". */
export const userDefined = 32_767;

const doubleParams = 34_736;
const asciiParams = 34_737;

/** @param directory GeoKeyDirectoryTag: four shorts a key (key, tag that holds the value or 0, count, value or index)
 * @param doubles GeoDoubleParamsTag
 * @param ascii GeoAsciiParamsTag, values end with `|`
 * Of keys with several doubles all are kept, as text with commas. Keys that point nowhere are left out. */
export function parseGeoKeys(directory: readonly number[], doubles: readonly number[], ascii: string): GeoKeys {
  const keys = new Map<number, number | string>();
  for (let at = 4; at + 3 < directory.length; at += 4) {
    const [key = 0, location = 0, count = 0, value = 0] = directory.slice(at, at + 4);
    if (location === 0) {
      keys.set(key, value);
    } else if (location === doubleParams) {
      const found = doubles.slice(value, value + count);
      if (found.length > 0) keys.set(key, found.length === 1 ? (found[0] ?? 0) : found.join(','));
    } else if (location === asciiParams) {
      keys.set(key, ascii.slice(value, value + count).replace(/[|\0]+$/, ''));
    }
  }
  return keys;
}

export function keyNumber(keys: GeoKeys, key: number): number | undefined {
  const value = keys.get(key);
  return typeof value === 'number' ? value : undefined;
}

export function keyText(keys: GeoKeys, key: number): string | undefined {
  const value = keys.get(key);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A code that is neither absent, 0 nor user-defined. */
export function keyCode(keys: GeoKeys, key: number): number | undefined {
  const value = keyNumber(keys, key);
  return value === undefined || value === 0 || value === userDefined ? undefined : value;
}
