import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { crsFromGeoKeys } from '../../../lib/geo/crs-from-geo-keys.ts';
import { CrsError, toWgs84 } from '../../../lib/geo/crs.ts';
import { geoKey, parseGeoKeys, userDefined } from '../../../lib/geo/geo-keys.ts';
import { fileSource } from '../../../lib/raster/file-source.ts';
import { readRasterHeader } from '../../../lib/raster/tiff-header.ts';
import { gdal, gdalMissing } from '../../data/gdal.ts';

/** Projections without code, as PROJ strings, with a place where they are at home. */
const projections: readonly (readonly [name: string, proj4: string, lon: number, lat: number])[] = [
  ['transverse Mercator', '+proj=tmerc +lat_0=10 +lon_0=20 +k=0.9999 +x_0=200000 +y_0=1000 +datum=WGS84', 21, 12],
  ['UTM on GRS 80', '+proj=utm +zone=33 +ellps=GRS80', 15.5, 48],
  ['UTM south', '+proj=utm +zone=23 +south +ellps=GRS80', -45, -20],
  ['Mercator, 1 parallel', '+proj=merc +lon_0=10 +k=0.997 +x_0=5 +y_0=6 +ellps=bessel', 12, 30],
  ['Mercator, 2 parallels', '+proj=merc +lat_ts=42 +lon_0=51 +datum=WGS84', 50, 40],
  ['Lambert conic, 2 parallels', '+proj=lcc +lat_0=23 +lon_0=-96 +lat_1=33 +lat_2=45 +datum=NAD83', -100, 40],
  [
    'Lambert conic, 1 parallel',
    '+proj=lcc +lat_1=46.8 +lat_0=46.8 +lon_0=3 +k_0=0.99987742 +x_0=600000 +y_0=2200000 +ellps=GRS80',
    4,
    47,
  ],
  ['Albers', '+proj=aea +lat_0=-32 +lon_0=-60 +lat_1=-5 +lat_2=-42 +ellps=GRS80', -55, -20],
  ['Lambert azimuthal', '+proj=laea +lat_0=52 +lon_0=10 +x_0=4321000 +y_0=3210000 +ellps=GRS80', 5, 48],
  ['Lambert azimuthal at the pole', '+proj=laea +lat_0=90 +lon_0=-30 +datum=WGS84', 10, 75],
  ['azimuthal equidistant', '+proj=aeqd +lat_0=53 +lon_0=24 +x_0=5837287.82 +y_0=2121415.696 +datum=WGS84', 20, 50],
  ['equidistant conic', '+proj=eqdc +lat_0=40 +lon_0=-96 +lat_1=20 +lat_2=60 +ellps=GRS80', -90, 45],
  ['polar stereographic, true scale', '+proj=stere +lat_0=90 +lat_ts=70 +lon_0=-45 +datum=WGS84', -30, 75],
  ['polar stereographic south', '+proj=stere +lat_0=-90 +lat_ts=-71 +lon_0=0 +datum=WGS84', 30, -75],
  [
    'polar stereographic, scale',
    '+proj=stere +lat_0=90 +k=0.994 +lon_0=0 +x_0=2000000 +y_0=2000000 +datum=WGS84',
    10,
    85,
  ],
  [
    'oblique stereographic',
    '+proj=sterea +lat_0=52.1561605555556 +lon_0=5.38763888888889 +k=0.9999079 +x_0=155000 +y_0=463000 +ellps=bessel',
    6,
    52,
  ],
  ['equirectangular', '+proj=eqc +lat_ts=30 +lat_0=0 +lon_0=10 +datum=WGS84', 15, 20],
  ['Cassini', '+proj=cass +lat_0=31.7 +lon_0=35.2 +x_0=170251 +y_0=126867 +ellps=clrk80', 35, 32],
  ['Miller', '+proj=mill +lon_0=0 +R=6371000', 20, 40],
  ['polyconic', '+proj=poly +lat_0=0 +lon_0=-54 +x_0=5000000 +y_0=10000000 +ellps=aust_SA', -50, -10],
  ['Robinson', '+proj=robin +lon_0=0 +R=6371000', 30, 40],
  ['sinusoidal', '+proj=sinu +lon_0=0 +R=6371007.181', 30, 40],
  ['Van der Grinten', '+proj=vandg +lon_0=0 +R=6371000', 30, 40],
  ['cylindrical equal area', '+proj=cea +lat_ts=30 +lon_0=0 +datum=WGS84', 30, 40],
  [
    'Hotine oblique Mercator',
    '+proj=omerc +no_uoff +lat_0=57 +lonc=-133.666666666667 +alpha=323.130102361111 +gamma=323.130102361111 +k=0.9999 +x_0=5000000 +y_0=-5000000 +datum=NAD83',
    -133,
    57,
  ],
  [
    'feet',
    '+proj=lcc +lat_0=40 +lon_0=-100 +lat_1=41 +lat_2=43 +x_0=500000 +y_0=0 +datum=NAD83 +units=us-ft',
    -101,
    42,
  ],
  ['a meridian of its own', '+proj=tmerc +lat_0=0 +lon_0=0 +k=1 +x_0=0 +y_0=0 +ellps=intl +pm=paris', 3, 45],
  ['degrees on an old ellipsoid', '+proj=longlat +ellps=clrk80', 3, 45],
  ['geostationary', '+proj=geos +lon_0=-75 +h=35786023 +sweep=x +ellps=GRS80', -80, 20],
];

const script = `
import os
folder, projections = given
answer = []
wgs84 = osr.SpatialReference(); wgs84.ImportFromEPSG(4326); wgs84.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
for number, (name, proj4, lon, lat) in enumerate(projections):
    crs = osr.SpatialReference(); crs.ImportFromProj4(proj4); crs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    path = os.path.join(folder, f'{number}.tif')
    d = gdal.GetDriverByName('GTiff').Create(path, 2, 2, 1, gdal.GDT_Byte)
    d.SetSpatialRef(crs)
    x, y, _ = osr.CoordinateTransformation(wgs84, crs).TransformPoint(lon, lat, 0.0)
    d.SetGeoTransform([x, 1, 0, y, 0, -1]); d = None
    read = gdal.Open(path).GetSpatialRef(); read.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    lon, lat, _ = osr.CoordinateTransformation(read, wgs84).TransformPoint(x, y, 0.0)
    answer.append({'path': path, 'at': [x, y], 'lonLat': [lon, lat]})
`;

describe('crsFromGeoKeys on what GDAL writes', { skip: gdalMissing }, () => {
  let folder = '';
  let made: readonly { path: string; at: [number, number]; lonLat: [number, number] }[] = [];
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'revisit-'));
    made = gdal(script, [folder, projections]) as typeof made;
  });
  after(() => rm(folder, { recursive: true }));

  for (const [index, [name]] of projections.entries()) {
    it(`reads ${name}`, async () => {
      const file = made[index];
      assert.ok(file);
      const { crs, crsProblem } = await readRasterHeader(await fileSource(file.path));
      assert.ok(crs, crsProblem);
      const [lon, lat] = toWgs84(crs).forward(...file.at);
      const off = Math.hypot(lon - file.lonLat[0], lat - file.lonLat[1]);
      assert.ok(off < 2e-5, `${off}° away with ${crs.definition}`);
    });
  }
});

describe('crsFromGeoKeys', () => {
  const projected = [1, 1, 0, 1, geoKey.modelType, 0, 1, 1];
  const cases = [
    ['an unknown code', [...projected, geoKey.projectedType, 0, 1, 29_000], /EPSG:29000/],
    [
      'an unknown method',
      [
        ...projected,
        geoKey.projectedType,
        0,
        1,
        userDefined,
        geoKey.projection,
        0,
        1,
        userDefined,
        geoKey.coordinateTransform,
        0,
        1,
        99,
      ],
      /method 99/,
    ],
    [
      'an unknown conversion',
      [...projected, geoKey.projectedType, 0, 1, userDefined, geoKey.projection, 0, 1, 12_345],
      /conversion 12345/,
    ],
    ['geocentric coordinates', [1, 1, 0, 1, geoKey.modelType, 0, 1, 3], /geocentric/],
  ] as const;
  for (const [name, directory, message] of cases) {
    it(`says what is wrong with ${name}`, () => {
      assert.throws(
        () => crsFromGeoKeys(parseGeoKeys(directory, [], '')),
        (error: Error) => {
          assert.ok(error instanceof CrsError);
          assert.match(error.message, message);
          return true;
        },
      );
    });
  }

  it('finds none where keys name none', () => {
    assert.equal(crsFromGeoKeys(parseGeoKeys([], [], '')), undefined);
    assert.equal(crsFromGeoKeys(parseGeoKeys([1, 1, 0, 1, geoKey.rasterType, 0, 1, 1], [], '')), undefined);
  });

  it('leaves out keys that point past their values', () => {
    const keys = parseGeoKeys(
      [1, 1, 0, 2, geoKey.semiMajorAxis, 34_736, 1, 7, geoKey.citation, 34_737, 90, 50],
      [1],
      'short|',
    );
    assert.equal(keys.get(geoKey.semiMajorAxis), undefined);
    assert.equal(keys.get(geoKey.citation), '');
  });
});
