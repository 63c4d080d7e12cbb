import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { MultiPolygon, Polygon, Position } from 'geojson';
import { epsgCrs, parseCrs, type Crs } from '../../../lib/geo/crs.ts';
import { footprint, type Footprint, type Placement } from '../../../lib/geo/footprint.ts';
import { fileSource } from '../../../lib/raster/file-source.ts';
import type { Affine } from '../../../lib/raster/raster-header.ts';
import { readRasterHeader } from '../../../lib/raster/tiff-header.ts';
import { gdalOracle } from '../../data/gdal-oracle.ts';
import { sharedData, sharedDataMissing } from '../../data/shared-data.ts';

function image(crs: Crs, transform: Affine, width: number, height: number): Placement {
  return { crs, transform, width, height, gcps: [] };
}

function placed(raster: Placement): Footprint {
  const found = footprint(raster);
  assert.ok(found.geometry, 'reason' in found ? found.reason : '');
  return found;
}

function rings(geometry: Polygon | MultiPolygon): readonly Position[][] {
  return geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat();
}

/** What RFC 7946 asks of every geometry: closed, counter-clockwise, inside the world. */
function assertValid({ geometry }: Footprint): void {
  for (const ring of rings(geometry)) {
    assert.ok(ring.length >= 4);
    assert.deepEqual(ring[0], ring.at(-1));
    let area = 0;
    for (const [at, [x = NaN, y = NaN]] of ring.slice(0, -1).entries()) {
      assert.ok(Math.abs(x) <= 180 && Math.abs(y) <= 90, `${x}, ${y}`);
      const [nextX = NaN, nextY = NaN] = ring[at + 1] ?? [];
      area += x * nextY - nextX * y;
    }
    assert.ok(area > 0, 'clockwise');
  }
}

describe('footprint', { skip: sharedDataMissing }, () => {
  const oracle = gdalOracle().filter(({ driver, path }) => driver === 'GTiff' && !path.includes('/corrupt/'));

  for (const facts of oracle.filter(({ wgs84_extent: extent }) => extent)) {
    it(`has GDAL’s corners of ${facts.path}`, async () => {
      const found = placed(await readRasterHeader(await fileSource(sharedData(facts.path))));
      assertValid(found);
      const points = rings(found.geometry).flat();
      for (const [lon = NaN, lat = NaN] of facts.wgs84_extent?.coordinates[0] ?? []) {
        const nearest = Math.min(
          ...points.map(([x = NaN, y = NaN]) => Math.max(Math.abs(x - lon) % 360, Math.abs(y - lat))),
        );
        assert.ok(nearest <= 1e-6, `${lon}, ${lat} is ${nearest}° away`);
      }
    });
  }

  for (const facts of oracle.filter(({ gcp_lonlat_bbox: bbox, path }) => bbox && !path.includes('cint16'))) {
    it(`is the hull of the ground control points of ${facts.path}`, async () => {
      const found = placed(await readRasterHeader(await fileSource(sharedData(facts.path))));
      assertValid(found);
      for (const [at, value] of (facts.gcp_lonlat_bbox ?? []).entries()) {
        assert.ok(Math.abs((found.bbox[at] ?? NaN) - value) < 1e-6);
      }
    });
  }

  it('places a crop that kept its parent’s control points by their affine fit', async () => {
    const found = placed(await readRasterHeader(await fileSource(sharedData('rasters/tricky/cint16_small.tif'))));
    const [west, south, east, north] = found.bbox;
    assert.ok(east - west < 0.05 && (north ?? NaN) - south < 0.05);
  });

  it('is the earth’s disc for a full geostationary view', async () => {
    const found = placed(await readRasterHeader(await fileSource(sharedData('rasters/tricky/geostationary_crs.tif'))));
    assertValid(found);
    // GOES-East at 75° W sees 81.3° of arc around its nadir (GOES-R PUG, volume 3, 5.1.2).
    for (const [at, value] of [-156.3, -81.3, 6.3, 81.3].entries()) {
      assert.ok(Math.abs((found.bbox[at] ?? NaN) - value) < 0.2, found.bbox.join());
    }
  });
});

describe('footprint of made grids', () => {
  it('is a plain ring where edges are straight enough', () => {
    const tile = placed(image(epsgCrs(32633), [10, 0, 499_980, 0, -10, 5_300_040], 10_980, 10_980));
    assert.equal(rings(tile.geometry)[0]?.length, 5);
    assert.deepEqual(tile.projBbox, [499_980, 5_190_240, 609_780, 5_300_040]);
    assertValid(tile);
  });

  it('follows edges that projecting bends', () => {
    const continent = placed(image(epsgCrs(5070), [1000, 0, -2_356_000, 0, -1000, 3_172_000], 4612, 2900));
    assert.ok((rings(continent.geometry)[0]?.length ?? 0) > 20);
    // The top edge of the conterminous US is farthest north in its middle, not at its corners.
    assert.ok((continent.bbox[3] ?? 0) > 51.5);
    assertValid(continent);
  });

  it('is counter-clockwise for south-up grids too', () => {
    assertValid(placed(image(epsgCrs(4326), [0.5, 0, -180, 0, 0.5, -90], 720, 360)));
  });

  it('is split at ±180°, with west greater than east', () => {
    const fiji = placed(image(epsgCrs(32701), [10, 0, 99_960, 0, -10, 8_200_000], 10_980, 10_980));
    assert.equal(fiji.geometry.type, 'MultiPolygon');
    const [west, , east] = fiji.bbox;
    assert.ok(west > 179 && west < 180 && east > -180 && east < -179, fiji.bbox.join());
    assertValid(fiji);
    const parts = rings(fiji.geometry).map((ring) => ring.map(([lon = NaN]) => lon));
    assert.equal(parts.filter((lons) => lons.every((lon) => lon > 0)).length, 1);
    assert.ok(parts.every((lons) => lons.some((lon) => Math.abs(lon) === 180)));
  });

  it('is split where web mercator passes the antimeridian', () => {
    const edge = 20_037_508.342_789_244;
    const over = placed(image(epsgCrs(3857), [100, 0, edge - 50_000, 0, -100, 50_000], 1000, 1000));
    assert.equal(over.geometry.type, 'MultiPolygon');
    assertValid(over);
  });

  it('ends at 180° where the grid does', () => {
    const found = placed(image(epsgCrs(4326), [0.1, 0, 170, 0, -0.1, 10], 100, 100));
    assert.deepEqual(found.bbox, [170, 0, 180, 10]);
    assert.equal(found.geometry.type, 'Polygon');
  });

  const worlds: readonly (readonly [string, Placement])[] = [
    ['−180° to 180°', image(epsgCrs(4326), [1, 0, -180, 0, -1, 90], 360, 180)],
    ['0° to 360°', image(epsgCrs(4326), [1, 0, 0, 0, -1, 90], 360, 180)],
    ['cell centres at −180° and 180°', image(epsgCrs(4326), [0.5, 0, -180.25, 0, -0.5, 90.25], 721, 361)],
  ];
  for (const [name, world] of worlds) {
    it(`is the whole world for a grid of ${name}`, () => {
      const found = placed(world);
      assert.deepEqual(found.bbox, [-180, -90, 180, 90]);
      assert.equal(rings(found.geometry)[0]?.length, 5);
      assertValid(found);
    });
  }

  it('is two pieces for a grid of 90° to 270°', () => {
    const found = placed(image(epsgCrs(4326), [1, 0, 90, 0, -1, 10], 180, 20));
    assert.deepEqual(found.bbox, [90, -10, -90, 10]);
    assert.equal(found.geometry.type, 'MultiPolygon');
  });

  for (const [name, code, pole] of [
    ['south', 3031, -90],
    ['north', 3413, 90],
  ] as const) {
    it(`reaches over the ${name} pole`, () => {
      const found = placed(image(epsgCrs(code), [10_000, 0, -3_000_000, 0, -10_000, 3_000_000], 600, 600));
      assertValid(found);
      const [west, south, east, north = NaN] = found.bbox;
      assert.deepEqual([west, east], [-180, 180]);
      assert.equal(pole < 0 ? south : north, pole);
      // Edges are nearest to the pole in their middles, 3,000 km away: about 27° of arc.
      const lats = rings(found.geometry)
        .flat()
        .map(([, lat = NaN]) => Math.abs(lat))
        .filter((lat) => lat < 90);
      assert.ok(Math.max(...lats) < 64 && Math.max(...lats) > 61, `${Math.max(...lats)}`);
    });
  }

  it('does not reach over a pole beside the grid', () => {
    const found = placed(image(epsgCrs(3031), [1000, 0, 500_000, 0, -1000, 2_000_000], 1000, 1000));
    assert.ok(found.bbox[1] > -90);
    assertValid(found);
  });

  it('stops at the edge of the world in a sinusoidal grid', () => {
    const sinusoidal = parseCrs('+proj=sinu +lon_0=0 +x_0=0 +y_0=0 +R=6371007.181 +units=m +no_defs');
    // MODIS tile h01v07: its outer corners lie outside the world.
    const tile = placed(image(sinusoidal, [926.625433, 0, -18_903_158.834, 0, -926.625433, 2_223_901.039], 1200, 1200));
    assertValid(tile);
    assert.ok(tile.bbox[0] >= -180 && (tile.bbox[2] ?? NaN) < -160, tile.bbox.join());
  });

  const none: readonly (readonly [string, Placement, RegExp])[] = [
    ['no CRS', { width: 1, height: 1, transform: [1, 0, 0, 0, -1, 0], gcps: [] }, /no coordinate reference system/],
    ['no transform', { width: 1, height: 1, crs: epsgCrs(4326), gcps: [] }, /neither a transform/],
    ['an unknown CRS', { width: 1, height: 1, crsProblem: 'EPSG:1 is unknown', gcps: [] }, /EPSG:1/],
    [
      'a place outside its projection',
      image(parseCrs('+proj=geos +lon_0=0 +h=35785831 +ellps=WGS84'), [1, 0, 9e6, 0, -1, 9e6], 9, 9),
      /outside the domain/,
    ],
  ];
  for (const [name, raster, reason] of none) {
    it(`is absent, with a reason, with ${name}`, () => {
      const found = footprint(raster);
      assert.ok(!found.geometry);
      assert.match(found.reason, reason);
    });
  }
});
