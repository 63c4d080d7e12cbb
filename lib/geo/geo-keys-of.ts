import proj4 from 'proj4';
import { CrsError, crsText, isGeographic, type Crs } from './crs.ts';
import { geoKey, userDefined } from './geo-keys.ts';

/** The three GeoTIFF tags that hold keys: GeoKeyDirectory, GeoDoubleParams, GeoAsciiParams. */
export interface GeoKeyTags {
  readonly directory: readonly number[];
  readonly doubles: readonly number[];
  readonly ascii: string;
}

/** What proj4 makes of a definition: angles in radians, lengths in metres. */
interface Projection {
  readonly projName: string;
  readonly a: number;
  readonly b: number;
  readonly rf?: number;
  readonly datumCode?: string;
  readonly datum_params?: readonly (string | number)[];
  readonly from_greenwich?: number;
  readonly to_meter?: number;
  readonly title?: string;
  readonly lat0?: number;
  readonly lat1?: number;
  readonly lat2?: number;
  readonly lat_ts?: number;
  readonly long0?: number;
  readonly k0?: number;
  readonly x0?: number;
  readonly y0?: number;
}

/** GeoTIFF keys of a CRS, for rasters whose pixels are areas.
 * @throws {CrsError} when it has no EPSG code and its projection has no GeoTIFF keys */
export function geoKeysOf(crs: Crs): GeoKeyTags {
  const geographic = isGeographic(crs);
  const start: KeyValue[] = [
    [geoKey.modelType, geographic ? 2 : 1],
    [geoKey.rasterType, 1],
  ];
  if (crs.epsg !== undefined && crs.epsg < userDefined) {
    const code: KeyValue[] = geographic
      ? [
          [geoKey.geographicType, crs.epsg],
          [geoKey.angularUnits, degree],
        ]
      : [[geoKey.projectedType, crs.epsg]];
    return encode([...start, ...code]);
  }
  const projection = projectionOf(crs);
  const name: KeyValue[] = [[geoKey.citation, (crs.name ?? 'user-defined').replaceAll('|', ' ')]];
  return encode([...start, ...name, ...datumKeys(projection), ...(geographic ? [] : projectionKeys(crs, projection))]);
}

/** A short, a double or text. */
type KeyValue = readonly [key: number, value: number | string | Double];
interface Double {
  readonly double: readonly number[];
}
const double = (...values: number[]): Double => ({ double: values });
const degree = 9102;
const metre = 9001;

function projectionOf(crs: Crs): Projection {
  const definition: unknown = crs.definition.startsWith('{') ? JSON.parse(crs.definition) : crs.definition;
  try {
    return new proj4.Proj(definition as string) as unknown as Projection;
  } catch (error) {
    throw new CrsError(crsText(crs), 'can not be computed', { cause: error });
  }
}

function datumKeys(projection: Projection): KeyValue[] {
  const shift = (projection.datum_params ?? []).map(Number);
  const meridian = degrees(projection.from_greenwich);
  if (projection.datumCode?.toUpperCase() === 'WGS84' && meridian === 0) {
    return [
      [geoKey.geographicType, 4326],
      [geoKey.angularUnits, degree],
    ];
  }
  return [
    [geoKey.geographicType, userDefined],
    [geoKey.geodeticDatum, userDefined],
    [geoKey.angularUnits, degree],
    [geoKey.ellipsoid, userDefined],
    [geoKey.semiMajorAxis, double(projection.a)],
    projection.a === projection.b || projection.rf === undefined
      ? [geoKey.semiMinorAxis, double(projection.b)]
      : [geoKey.inverseFlattening, double(projection.rf)],
    ...(meridian === 0 ? [] : [[geoKey.primeMeridianLongitude, double(meridian)] as const]),
    ...(shift.some((value) => value !== 0) ? [[geoKey.toWgs84, double(...shift)] as const] : []),
  ];
}

function projectionKeys(crs: Crs, projection: Projection): KeyValue[] {
  const method = methods[projection.projName]?.(projection);
  if (!method) throw new CrsError(crsText(crs), `projection ${projection.projName} can't be written as GeoTIFF keys`);
  const unit = projection.to_meter ?? 1;
  return [
    [geoKey.projectedType, userDefined],
    [geoKey.projection, userDefined],
    [geoKey.coordinateTransform, method.code],
    ...(unit === 1
      ? [[geoKey.linearUnits, metre] as const]
      : ([
          [geoKey.linearUnits, userDefined],
          [geoKey.linearUnitSize, double(unit)],
        ] as const)),
    ...method.params.map(([key, value]) => [key, double(value)] as const),
    [method.origin[0], double((projection.x0 ?? 0) / unit)],
    [method.origin[1], double((projection.y0 ?? 0) / unit)],
  ];
}

interface Method {
  /** GeoTIFF coordinate transformation code. */
  readonly code: number;
  readonly params: readonly (readonly [key: number, value: number])[];
  readonly origin: readonly [x: number, y: number];
}

const offsets = [geoKey.falseEasting, geoKey.falseNorthing] as const;
const natural = ({ lat0, long0 }: Projection) =>
  [
    [geoKey.naturalOriginLatitude, degrees(lat0)],
    [geoKey.naturalOriginLongitude, degrees(long0)],
  ] as const;
const center = ({ lat0, long0 }: Projection) =>
  [
    [geoKey.centerLatitude, degrees(lat0)],
    [geoKey.centerLongitude, degrees(long0)],
  ] as const;
const scale = ({ k0 }: Projection) => [geoKey.scaleAtNaturalOrigin, k0 ?? 1] as const;
const parallels = ({ lat1, lat2 }: Projection) =>
  [
    [geoKey.standardParallel1, degrees(lat1)],
    [geoKey.standardParallel2, degrees(lat2 ?? lat1)],
  ] as const;

const transverse = (projection: Projection): Method => ({
  code: 1,
  params: [...natural(projection), scale(projection)],
  origin: offsets,
});
const conic =
  (code: number) =>
  (projection: Projection): Method => ({
    code,
    params: [...natural(projection), ...parallels(projection)],
    origin: offsets,
  });
const around =
  (code: number) =>
  (projection: Projection): Method => ({ code, params: center(projection), origin: offsets });

/** By proj4's name. @see GeoTIFF 1.0 §6.3.3.3 and the parameter lists at geotiff.maptools.org/proj_list */
const methods: Readonly<Record<string, (projection: Projection) => Method>> = {
  tmerc: transverse,
  etmerc: transverse,
  utm: transverse,
  merc: (projection) => ({
    code: 7,
    params: [
      ...natural(projection),
      ...(projection.lat_ts === undefined
        ? [scale(projection)]
        : [[geoKey.standardParallel1, degrees(projection.lat_ts)] as const]),
    ],
    origin: offsets,
  }),
  lcc: (projection) => ({
    code: 8,
    params: [
      [geoKey.falseOriginLatitude, degrees(projection.lat0)],
      [geoKey.falseOriginLongitude, degrees(projection.long0)],
      ...parallels(projection),
    ],
    origin: [geoKey.falseOriginEasting, geoKey.falseOriginNorthing],
  }),
  laea: around(10),
  aea: conic(11),
  aeqd: around(12),
  eqdc: conic(13),
  stere: (projection) => {
    const pole = Math.abs(degrees(projection.lat0)) === 90;
    const trueScale = projection.lat_ts === undefined ? projection.lat0 : projection.lat_ts;
    if (!pole) return { code: 14, params: [...center(projection), scale(projection)], origin: offsets };
    return {
      code: 15,
      params: [
        [geoKey.naturalOriginLatitude, degrees(trueScale)],
        [geoKey.straightVerticalPoleLongitude, degrees(projection.long0)],
        // proj4 has folded a latitude of true scale into its k0 already.
        [geoKey.scaleAtNaturalOrigin, projection.lat_ts === undefined ? (projection.k0 ?? 1) : 1],
      ],
      origin: offsets,
    };
  },
  eqc: (projection) => ({
    code: 17,
    params: [...center(projection), [geoKey.standardParallel1, degrees(projection.lat_ts)]],
    origin: offsets,
  }),
  sinu: (projection) => ({
    code: 24,
    params: [[geoKey.centerLongitude, degrees(projection.long0)]],
    origin: offsets,
  }),
};

/** Rounded to what text definitions hold, since radians went in between. */
function degrees(radians: number | undefined): number {
  return Number((((radians ?? 0) * 180) / Math.PI).toFixed(12));
}

function encode(keys: readonly KeyValue[]): GeoKeyTags {
  const directory = [1, 1, 0, keys.length];
  const doubles: number[] = [];
  let ascii = '';
  for (const [key, value] of keys.toSorted(([a], [b]) => a - b)) {
    if (typeof value === 'number') {
      directory.push(key, 0, 1, value);
    } else if (typeof value === 'string') {
      directory.push(key, 34_737, value.length + 1, ascii.length);
      ascii += `${value}|`;
    } else {
      directory.push(key, 34_736, value.double.length, doubles.length);
      doubles.push(...value.double);
    }
  }
  return { directory, doubles, ascii };
}
