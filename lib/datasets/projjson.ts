/** A coordinate reference system as PROJJSON, for the field `proj:projjson`. */
export type ProjJson = Readonly<Record<string, unknown>>;

type Words = ReadonlyMap<string, string>;
type Parameter = readonly [name: string, value: number, unit: 'degree' | 'metre' | 'unity'];

/** Writes a PROJ string as PROJJSON.
 * @returns undefined for methods, datums and units that are not in the tables here: nothing is better than something wrong
 * @see https://proj.org/schemas/v0.5/projjson.schema.json */
export function projJson(definition: string, name = 'unknown'): ProjJson | undefined {
  const words: Words = new Map(
    definition.split(/\s+/).flatMap((word) => {
      const [, key, value = ''] = /^\+([^=]+)(?:=(.*))?$/.exec(word) ?? [];
      return key === undefined ? [] : [[key, value] as const];
    }),
  );
  const base = baseCrs(words);
  const method = words.get('proj') ?? '';
  if (!base || words.has('pm') || words.has('axis') || words.has('nadgrids')) return undefined;
  if (method === 'longlat') return { $schema: schema, ...base, name };
  const conversion = conversionOf(method, words);
  const unit = linearUnit(words);
  if (!conversion || !unit) return undefined;
  const axis = (axisName: string, abbreviation: string, direction: string) => ({
    name: axisName,
    abbreviation,
    direction,
    unit,
  });
  return {
    $schema: schema,
    type: 'ProjectedCRS',
    name,
    base_crs: base,
    conversion: {
      name: 'unknown',
      method: { name: conversion[0] },
      parameters: conversion[1].map(([parameter, value, of]) => ({ name: parameter, value, unit: of })),
    },
    coordinate_system: {
      subtype: 'Cartesian',
      axis: [axis('Easting', 'E', 'east'), axis('Northing', 'N', 'north')],
    },
  };
}

const schema = 'https://proj.org/schemas/v0.5/projjson.schema.json';

function conversionOf(method: string, words: Words): readonly [string, readonly Parameter[]] | undefined {
  const number = (key: string, fallback = 0) => Number(words.get(key) ?? fallback);
  const lat: Parameter = ['Latitude of natural origin', number('lat_0'), 'degree'];
  const lon: Parameter = ['Longitude of natural origin', number('lon_0'), 'degree'];
  const scale: Parameter = ['Scale factor at natural origin', number('k', number('k_0', 1)), 'unity'];
  const first: Parameter = ['Latitude of 1st standard parallel', number('lat_ts', number('lat_1')), 'degree'];
  const easting: Parameter = ['False easting', number('x_0'), 'metre'];
  const northing: Parameter = ['False northing', number('y_0'), 'metre'];
  const conic: readonly Parameter[] = [
    ['Latitude of false origin', number('lat_0'), 'degree'],
    ['Longitude of false origin', number('lon_0'), 'degree'],
    ['Latitude of 1st standard parallel', number('lat_1'), 'degree'],
    ['Latitude of 2nd standard parallel', number('lat_2', number('lat_1')), 'degree'],
    ['Easting at false origin', number('x_0'), 'metre'],
    ['Northing at false origin', number('y_0'), 'metre'],
  ];
  switch (method) {
    case 'aea':
      return ['Albers Equal Area', conic];
    case 'lcc':
      return words.has('k_0')
        ? ['Lambert Conic Conformal (1SP)', [lat, lon, scale, easting, northing]]
        : ['Lambert Conic Conformal (2SP)', conic];
    case 'laea':
      return ['Lambert Azimuthal Equal Area', [lat, lon, easting, northing]];
    case 'sinu':
      return ['Sinusoidal', [lon, easting, northing]];
    case 'eqc':
      return ['Equidistant Cylindrical', [first, lat, lon, easting, northing]];
    case 'tmerc':
      return ['Transverse Mercator', [lat, lon, scale, easting, northing]];
    case 'utm':
      return ['Transverse Mercator', utmParameters(number('zone'), words.has('south'))];
    case 'merc':
      return words.has('lat_ts')
        ? ['Mercator (variant B)', [first, lon, easting, northing]]
        : ['Mercator (variant A)', [lat, lon, scale, easting, northing]];
    case 'geos':
      return [
        `Geostationary Satellite (Sweep ${words.get('sweep') === 'x' ? 'X' : 'Y'})`,
        [lon, ['Satellite Height', number('h'), 'metre'], easting, northing],
      ];
    default:
      return undefined;
  }
}

function utmParameters(zone: number, south: boolean): readonly Parameter[] {
  return [
    ['Latitude of natural origin', 0, 'degree'],
    ['Longitude of natural origin', zone * 6 - 183, 'degree'],
    ['Scale factor at natural origin', 0.9996, 'unity'],
    ['False easting', 500_000, 'metre'],
    ['False northing', south ? 10_000_000 : 0, 'metre'],
  ];
}

const ellipsoids: Readonly<Record<string, readonly [name: string, axis: number, flattening: number]>> = {
  WGS84: ['WGS 84', 6_378_137, 298.257223563],
  GRS80: ['GRS 1980', 6_378_137, 298.257222101],
};
const datums: Readonly<Record<string, readonly [name: string, ellipsoid: string]>> = {
  WGS84: ['World Geodetic System 1984', 'WGS84'],
  NAD83: ['North American Datum 1983', 'GRS80'],
};

function baseCrs(words: Words): ProjJson | undefined {
  const datum = datums[words.get('datum') ?? ''];
  const ellipsoid = ellipsoidOf(words, datum?.[1]);
  if (!ellipsoid || (words.has('datum') && !datum)) return undefined;
  const degrees = (name: string, abbreviation: string, direction: string) => ({
    name,
    abbreviation,
    direction,
    unit: 'degree',
  });
  return {
    type: 'GeographicCRS',
    name: 'unknown',
    datum: { type: 'GeodeticReferenceFrame', name: datum?.[0] ?? 'unknown', ellipsoid },
    coordinate_system: {
      subtype: 'ellipsoidal',
      axis: [degrees('Longitude', 'lon', 'east'), degrees('Latitude', 'lat', 'north')],
    },
  };
}

function ellipsoidOf(words: Words, ofDatum: string | undefined): ProjJson | undefined {
  const known = ellipsoids[ofDatum ?? words.get('ellps') ?? ''];
  if (known) return { name: known[0], semi_major_axis: known[1], inverse_flattening: known[2] };
  if (words.has('R')) return { name: 'unknown', radius: Number(words.get('R')) };
  if (!words.has('a')) return undefined;
  const axis = { name: 'unknown', semi_major_axis: Number(words.get('a')) };
  if (words.has('rf')) return { ...axis, inverse_flattening: Number(words.get('rf')) };
  return words.has('b') ? { ...axis, semi_minor_axis: Number(words.get('b')) } : undefined;
}

function linearUnit(words: Words): unknown {
  if (words.has('to_meter'))
    return { type: 'LinearUnit', name: 'unknown', conversion_factor: Number(words.get('to_meter')) };
  return (words.get('units') ?? 'm') === 'm' ? 'metre' : undefined;
}
