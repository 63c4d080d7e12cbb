import { CrsError, epsgCrs, toWgs84, type Crs } from './crs.ts';
import { epsgDefinition } from './crs-epsg.ts';
import { methodWords } from './crs-methods.ts';
import { degreesPerUnit, metresPerUnit } from './crs-units.ts';
import { geoKey, keyCode, keyNumber, keyText, userDefined, type GeoKeys } from './geo-keys.ts';

/** The CRS that GeoTIFF keys describe: an EPSG code, ESRI's WKT in a citation, or user-defined parameters. Vertical keys are ignored.
 * @returns undefined when the keys name none
 * @throws {CrsError} when they name one that is unknown or can't be computed */
export function crsFromGeoKeys(keys: GeoKeys): Crs | undefined {
  const esri = /^ESRI PE String = (.*)$/s.exec(keyText(keys, geoKey.projectedCitation) ?? '')?.[1];
  if (esri !== undefined) return computable(esriCrs(esri));

  const model = keyNumber(keys, geoKey.modelType);
  const projected = keyNumber(keys, geoKey.projectedType);
  const geographic = keyNumber(keys, geoKey.geographicType);
  if (model === 3) throw new CrsError('geocentric coordinates', 'have no place on a map');
  if (model === 1 || (model !== 2 && projected !== undefined)) {
    const code = keyCode(keys, geoKey.projectedType);
    if (code !== undefined) return epsgCrs(code);
    if (projected === undefined && keys.get(geoKey.projection) === undefined) return undefined;
    return computable(userProjection(keys));
  }
  if (geographic === undefined && keys.get(geoKey.semiMajorAxis) === undefined) return undefined;
  const code = keyCode(keys, geoKey.geographicType);
  if (code !== undefined) return epsgCrs(code);
  return computable({
    ...nameOf(keys, geoKey.geographicCitation),
    definition: `+proj=longlat ${datumWords(keys)} +no_defs`,
  });
}

/** ESRI's WKT; GDAL adds a PROJ string to it for what WKT 1 can't say. */
function esriCrs(wkt: string): Crs {
  const name = /^\w+\["([^"]*)"/.exec(wkt)?.[1];
  const proj = /EXTENSION\["PROJ4","([^"]+)"\]/.exec(wkt)?.[1];
  const horizontal = wkt.replace(/,VERTCS\[.*$/s, ']');
  return { ...(name === undefined ? {} : { name }), definition: proj ?? horizontal };
}

function userProjection(keys: GeoKeys): Crs {
  const unit = metresPerUnit(keys);
  if (unit === undefined || !(unit > 0)) throw new CrsError('user-defined projection', 'has an unknown unit of length');
  const conversion = keyCode(keys, geoKey.projection);
  const words = conversion === undefined ? methodWords(keys, degreesPerUnit(keys), unit) : utmWords(conversion);
  if (words === undefined) {
    const method = keyNumber(keys, geoKey.coordinateTransform);
    throw new CrsError(
      'user-defined projection',
      conversion === undefined ? `method ${method ?? 'absent'} is unknown` : `EPSG conversion ${conversion} is unknown`,
    );
  }
  const units = unit === 1 ? '+units=m' : `+to_meter=${unit}`;
  return { ...nameOf(keys, geoKey.citation), definition: `${words} ${datumWords(keys)} ${units} +no_defs` };
}

/** EPSG's conversions 16001–16060 and 16101–16160 are the UTM zones, north and south. */
function utmWords(conversion: number): string | undefined {
  if (conversion > 16_000 && conversion <= 16_060) return `+proj=utm +zone=${conversion - 16_000}`;
  if (conversion > 16_100 && conversion <= 16_160) return `+proj=utm +zone=${conversion - 16_100} +south`;
  return undefined;
}

/** Datum or ellipsoid. An ellipsoid whose axes contradict the code beside it wins, as in GDAL. */
function datumWords(keys: GeoKeys): string {
  const meridian = keyNumber(keys, geoKey.primeMeridianLongitude) ?? 0;
  const pm = meridian === 0 ? '' : ` +pm=${meridian * degreesPerUnit(keys)}`;
  const shift = keyText(keys, geoKey.toWgs84);
  const explicit = explicitEllipsoid(keys);
  const datum = keyCode(keys, geoKey.geodeticDatum);
  // A datum's code is that of its geographic system + 2000 throughout EPSG's 4000s.
  const code = keyCode(keys, geoKey.geographicType) ?? (datum === undefined ? undefined : datum - 2000);
  const coded = code === undefined ? undefined : epsgDefinition(code);
  const words = coded
    ?.split(' ')
    .filter((word) => !/^\+(?:proj|no_defs)/.test(word))
    .join(' ');
  if (words !== undefined && !contradicts(words, explicit)) return words;
  const ellipsoid =
    ellipsoids[keyNumber(keys, geoKey.ellipsoid) ?? userDefined] ?? explicit?.words ?? words ?? '+ellps=WGS84';
  return `${ellipsoid}${pm}${shift === undefined ? '' : ` +towgs84=${shift}`}`;
}

interface Ellipsoid {
  readonly a: number;
  readonly words: string;
}

function explicitEllipsoid(keys: GeoKeys): Ellipsoid | undefined {
  const a = keyNumber(keys, geoKey.semiMajorAxis);
  if (a === undefined || !(a > 0)) return undefined;
  const b = keyNumber(keys, geoKey.semiMinorAxis);
  const inverse = keyNumber(keys, geoKey.inverseFlattening);
  if (inverse !== undefined && inverse !== 0) return { a, words: `+a=${a} +rf=${inverse}` };
  return b === undefined || b === a ? { a, words: `+R=${a}` } : { a, words: `+a=${a} +b=${b}` };
}

const semiMajorAxes: Readonly<Record<string, number>> = { WGS84: 6_378_137, NAD83: 6_378_137, GRS80: 6_378_137 };

/** Only the well-known datums are checked; elsewhere the code is believed. */
function contradicts(words: string, explicit: Ellipsoid | undefined): boolean {
  const known = semiMajorAxes[/\+(?:datum|ellps)=(\w+)/.exec(words)?.[1] ?? ''];
  return explicit !== undefined && known !== undefined && Math.abs(explicit.a - known) > 0.01;
}

/** EPSG's ellipsoids in PROJ's names. */
const ellipsoids: Readonly<Record<number, string>> = {
  7001: '+ellps=airy',
  7003: '+ellps=aust_SA',
  7004: '+ellps=bessel',
  7008: '+ellps=clrk66',
  7012: '+ellps=clrk80',
  7019: '+ellps=GRS80',
  7022: '+ellps=intl',
  7024: '+ellps=krass',
  7030: '+ellps=WGS84',
  7043: '+ellps=WGS72',
};

function nameOf(keys: GeoKeys, key: number): { readonly name?: string } {
  const name = keyText(keys, key);
  return name === undefined ? {} : { name };
}

function computable(crs: Crs): Crs {
  toWgs84(crs);
  return crs;
}
