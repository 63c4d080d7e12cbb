import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CrsError, crsText, epsgCrs, isGeographic, parseCrs, project, toWgs84, wgs84 } from '../../../lib/geo/crs.ts';
import { gdal, gdalMissing } from '../../data/gdal.ts';

describe('parseCrs', () => {
  const codes: readonly (readonly [string | number, number])[] = [
    ['EPSG:32618', 32618],
    ['epsg:3857', 3857],
    [5070, 5070],
    ['urn:ogc:def:crs:EPSG::2193', 2193],
    ['http://www.opengis.net/def/crs/EPSG/0/3031', 3031],
    ['OGC:CRS84', 4326],
    ['http://www.opengis.net/def/crs/OGC/1.3/CRS84', 4326],
  ];
  for (const [text, epsg] of codes) {
    it(`reads ${text}`, () => assert.equal(parseCrs(text).epsg, epsg));
  }

  it('reads what crsText writes', () => {
    const sinusoidal = parseCrs('+proj=sinu +lon_0=0 +x_0=0 +y_0=0 +R=6371007.181 +units=m +no_defs');
    assert.deepEqual(parseCrs(crsText(sinusoidal)), sinusoidal);
    assert.deepEqual(parseCrs(crsText(epsgCrs(5070))), epsgCrs(5070));
  });

  for (const text of ['', 'EPSG:999999', 'WGS 84', '+proj=nonsense', 'PROJCS["broken"', '{"type":', '{}']) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseCrs(text), CrsError);
    });
  }
});

describe('isGeographic', () => {
  it('tells degrees from lengths', () => {
    assert.ok(isGeographic(epsgCrs(4269)));
    assert.ok(isGeographic(wgs84));
    assert.ok(!isGeographic(epsgCrs(32601)));
  });
});

describe('project', () => {
  it('gives NaN, not an exception, outside a projection’s domain', () => {
    const { forward } = toWgs84(parseCrs('+proj=geos +lon_0=-75 +h=35786023 +ellps=GRS80 +sweep=x +units=m +no_defs'));
    assert.ok(forward(-5_434_895, 5_434_895).every(Number.isNaN));
  });

  it('is the identity between a system and itself', () => {
    assert.deepEqual(project(epsgCrs(3857), epsgCrs(3857)).forward(1.5, -2.5), [1.5, -2.5]);
  });

  const script = `
answer = []
for code, lon, lat in given:
    source = osr.SpatialReference(); source.ImportFromEPSG(4326); source.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    target = osr.SpatialReference(); target.ImportFromEPSG(code); target.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    x, y, _ = osr.CoordinateTransformation(source, target).TransformPoint(lon, lat, 0.0)
    answer.append([x, y])
`;
  /** Code, and a place in its area of use. */
  const places: readonly (readonly [code: number, lon: number, lat: number])[] = [
    [3857, 170, -43],
    [32633, 15.5, 47.2],
    [32760, -179.5, -16],
    [26910, -122.4, 45.5],
    [25832, 9.1, 48.7],
    [5070, -96.5, 38],
    [3035, 10, 52],
    [2193, 174.8, -41.3],
    [3577, 134, -25],
    [3978, -95, 60],
    [3031, 45, -75],
    [3413, -45, 80],
    [6933, 30, -30],
    [2154, 2.3, 48.9],
    [3006, 18, 59.3],
    [2263, -74, 40.7],
    [5514, 14.4, 50.1],
    [2056, 8.5, 47.4],
    [8857, 100, 20],
    [6350, -100, 40],
  ];
  it('agrees with GDAL within a metre where no grid is needed', { skip: gdalMissing }, () => {
    const expected = gdal(script, places) as readonly (readonly [number, number])[];
    for (const [index, [code, lon, lat]] of places.entries()) {
      const [x, y] = toWgs84(epsgCrs(code)).inverse(lon, lat);
      const [gdalX, gdalY] = expected[index] ?? [NaN, NaN];
      assert.ok(Math.hypot(x - gdalX, y - gdalY) < 1, `EPSG:${code}: ${x}, ${y} for ${gdalX}, ${gdalY}`);
      const [backLon, backLat] = toWgs84(epsgCrs(code)).forward(x, y);
      assert.ok(Math.hypot(backLon - lon, backLat - lat) < 1e-6, `EPSG:${code} back: ${backLon}, ${backLat}`);
    }
  });
});

describe('definitions of other kinds', { skip: gdalMissing }, () => {
  const script = `
answer = []
for code in given:
    crs = osr.SpatialReference(); crs.ImportFromEPSG(code)
    answer.append([crs.ExportToWkt(), crs.ExportToWkt(['FORMAT=WKT2_2019']), crs.ExportToPROJJSON()])
`;
  const codes = [4326, 32633, 3031, 5070, 3035];
  it('means the same as WKT 1, WKT 2 and PROJJSON', () => {
    for (const [index, texts] of (gdal(script, codes) as readonly (readonly string[])[]).entries()) {
      const known = epsgCrs(codes[index] ?? 0);
      const [x, y] = toWgs84(known).inverse(15, known.epsg === 3031 ? -75 : 50);
      for (const text of texts) {
        const parsed = parseCrs(text);
        assert.equal(isGeographic(parsed), isGeographic(known), text.slice(0, 60));
        const [lon, lat] = toWgs84(parsed).forward(x, y);
        const [knownLon, knownLat] = toWgs84(known).forward(x, y);
        assert.ok(Math.hypot(lon - knownLon, lat - knownLat) < 1e-7, `${lon}, ${lat}: ${text.slice(0, 60)}`);
      }
    }
  });
});
