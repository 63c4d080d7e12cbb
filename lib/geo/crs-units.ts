import { geoKey, keyNumber, userDefined, type GeoKeys } from './geo-keys.ts';

/** Metres of EPSG's units of length. */
const metres: Readonly<Record<number, number>> = {
  9001: 1,
  9002: 0.3048,
  9003: 1200 / 3937,
  9005: 0.3047972654,
  9014: 1.8288,
  9030: 1852,
  9031: 1.0000135965,
  9033: 20.116_840_233_680_5,
  9036: 1000,
  9037: 0.914_391_795_3,
  9040: 0.914_391_523_8,
  9041: 0.304_797_174_6,
  9042: 20.116_756_46,
  9062: 20.116_782_494_375_9,
  9084: 0.914_398_553_1,
  9085: 0.914_398_553_1,
  9093: 1609.344,
  9094: 0.304_799_51,
  9095: 0.3048007491,
};

/** Degrees of EPSG's units of angle. */
const degrees: Readonly<Record<number, number>> = {
  9101: 180 / Math.PI,
  9102: 1,
  9103: 1 / 60,
  9104: 1 / 3600,
  9105: 0.9,
  9106: 0.9,
  9109: 180 / Math.PI / 1e6,
  9122: 1,
};

/** Metres a unit of the projected coordinates. @returns undefined for an unknown unit */
export function metresPerUnit(keys: GeoKeys): number | undefined {
  const unit = keyNumber(keys, geoKey.linearUnits) ?? 9001;
  return unit === userDefined ? keyNumber(keys, geoKey.linearUnitSize) : metres[unit === 0 ? 9001 : unit];
}

/** Degrees a unit of the angles in keys. */
export function degreesPerUnit(keys: GeoKeys): number {
  return degrees[keyNumber(keys, geoKey.angularUnits) ?? 9102] ?? 1;
}
