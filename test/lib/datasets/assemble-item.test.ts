import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { Item } from '../../../lib/stac/item.ts';
import { sharedData, sharedDataMissing } from '../../data/shared-data.ts';
import { itemSchemaErrors } from '../../helpers/item-schemas.ts';
import { itemsOf } from './ingest-files.ts';

interface Oracle {
  readonly path: string;
  readonly size: readonly [number, number];
  readonly epsg: number | null;
  readonly geotransform: readonly number[];
  readonly wgs84_extent?: { readonly coordinates: readonly (readonly (readonly [number, number])[])[] };
}

/** What GDAL says of the files whose path starts so. */
function oraclesUnder(prefix: string): Oracle[] {
  return readFileSync(sharedData('oracles/gdal_3.6.2_rasters.ndjson'), 'utf8')
    .split('\n')
    .filter((line) => line.includes(`"path": "${prefix}`))
    .map((line) => JSON.parse(line) as Oracle);
}

function folder(path: string, prefix = ''): Record<string, string> {
  return Object.fromEntries(
    readdirSync(sharedData(path))
      .toSorted((a, b) => (a < b ? -1 : 1))
      .map((name) => [`${prefix}${name}`, `${path}/${name}`]),
  );
}

function only(items: ReadonlyMap<string, Item>): Item {
  assert.equal(items.size, 1);
  const [item] = items.values();
  assert.ok(item);
  return item;
}

function near(actual: readonly unknown[] | undefined, expected: readonly number[], tolerance: number): void {
  assert.equal(actual?.length, expected.length);
  for (const [index, value] of expected.entries()) {
    assert.ok(
      Math.abs(Number(actual?.[index]) - value) <= tolerance,
      `${String(actual)} is not near ${expected.join()}`,
    );
  }
}

function boxOf(oracle: Oracle): number[] {
  const ring = oracle.wgs84_extent?.coordinates[0] ?? [];
  const lons = ring.map(([lon]) => lon);
  const lats = ring.map(([, lat]) => lat);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

function bandOf(item: Item, asset: string, field: 'eo:bands' | 'raster:bands'): Readonly<Record<string, unknown>> {
  const bands = item.assets[asset]?.[field];
  assert.ok(Array.isArray(bands) && bands.length === 1);
  return bands[0] as Readonly<Record<string, unknown>>;
}

function hasVertex(item: Item, [lon, lat]: readonly [number, number]): boolean {
  const rings = item.geometry?.type === 'Polygon' ? item.geometry.coordinates : [];
  return rings.flat().some(([x = NaN, y = NaN]) => Math.abs(x - lon) <= 1e-5 && Math.abs(y - lat) <= 1e-5);
}

describe('a Sentinel-2 scene of COGs', { skip: sharedDataMissing }, async () => {
  if (sharedDataMissing) return;
  const scene = 'S2A_29RKH_20200219_0_L2A';
  const base = `pairs/sentinel2_cog_scene/${scene}`;
  const item = only(
    await itemsOf(
      { kind: 'sentinel-2-l2a', container: 's2', pattern: '{scene}/{asset}.{extension}' },
      folder(`${base}/input`, `${scene}/`),
    ),
  );
  // earth-search made this item from the full-size scene and its metadata; the files here are resampled and without metadata,
  // so what is compared is what names and headers tell: id, day, place, CRS, tile, band wavelengths.
  const expected = JSON.parse(readFileSync(sharedData(`${base}/expected/earth_search_v0_item.json`), 'utf8')) as Item;

  it('is named, dated and placed as earth-search has it', () => {
    assert.equal(item.id, expected.id);
    assert.equal(item.properties.datetime?.slice(0, 10), expected.properties.datetime?.slice(0, 10));
    near(item.bbox, expected.bbox ?? [], 2e-5);
    for (const name of [
      'platform',
      'constellation',
      'instruments',
      'proj:epsg',
      'grid:code',
      'mgrs:utm_zone',
      'mgrs:latitude_band',
      'mgrs:grid_square',
      's2:product_type',
    ])
      assert.deepEqual(item.properties[name], expected.properties[name], name);
  });

  it('is placed as GDAL places it', () => {
    const oracle = oraclesUnder(`${base}/input/B04.tif`)[0];
    assert.ok(oracle);
    near(item.bbox, boxOf(oracle), 1e-6);
  });

  it('has an asset for each file, keyed by band', () => {
    assert.deepEqual(Object.keys(item.assets).toSorted(), [
      'AOT',
      'B01',
      'B04',
      'B05',
      'B09',
      'B11',
      'B8A',
      'SCL',
      'preview',
    ]);
    assert.deepEqual(item.assets['preview']?.roles, ['overview']);
  });

  for (const [key, theirs] of [
    ['B01', 'coastal'],
    ['B04', 'red'],
    ['B05', 'rededge1'],
    ['B8A', 'nir08'],
    ['B09', 'nir09'],
    ['B11', 'swir16'],
  ] as const) {
    it(`describes ${key} as earth-search describes ${theirs}`, () => {
      const band = bandOf(item, key, 'eo:bands');
      const their = bandOf(expected, theirs, 'eo:bands');
      for (const name of ['common_name', 'center_wavelength', 'full_width_half_max'])
        assert.equal(band[name], their[name]);
      const raster = bandOf(item, key, 'raster:bands');
      assert.equal(raster['data_type'], 'uint16');
      assert.equal(raster['nodata'], 0);
    });
  }

  it('is valid by STAC 1.0.0 and each extension it names', async () =>
    assert.deepEqual(await itemSchemaErrors(item), []));
});

describe('Sentinel-2 metadata', { skip: sharedDataMissing }, async () => {
  if (sharedDataMissing) return;
  const scene = 'S2A_MSIL2A_20190212T192651_N0212_R013_T07HFE_20201007T160857.SAFE';
  const base = `pairs/sentinel2/${scene}`;
  const item = only(
    await itemsOf(
      { kind: 'sentinel-2-l2a', container: 's2', pattern: '{scene}/**/{asset}.{extension}' },
      {
        [`${scene}/MTD_MSIL2A.xml`]: `${base}/input/MTD_MSIL2A.xml`,
        [`${scene}/GRANULE/x/MTD_TL.xml`]: `${base}/input/GRANULE/L2A_T07HFE_A019029_20190212T192646/MTD_TL.xml`,
        // The package has no rasters: any band stands in.
        [`${scene}/GRANULE/x/R10m/T07HFE_20190212T192651_B04_10m.tif`]:
          'pairs/sentinel2_cog_scene/S2A_29RKH_20200219_0_L2A/input/B04.tif',
      },
    ),
  );
  const expected = JSON.parse(readFileSync(sharedData(`${base}/expected/item.json`), 'utf8')) as Item;

  it('gives the properties that stactools reads from it', () => {
    const differing = Object.entries(expected.properties).filter(
      ([name, value]) =>
        /^(?:s2:|eo:cloud|sat:|grid:|mgrs:|view:sun|platform|constellation)/.test(name) &&
        !(name === 's2:tile_id' || name === 's2:datastrip_id') &&
        JSON.stringify(item.properties[name]) !== JSON.stringify(value),
    );
    assert.deepEqual(differing, []);
    assert.equal(item.properties['s2:granule_id'], expected.properties['s2:tile_id']);
  });

  it('dates the scene by the granule', () => {
    assert.equal(item.properties.datetime, '2019-02-12T19:33:32.161Z');
  });

  it('gives valid items', async () => assert.deepEqual(await itemSchemaErrors(item), []));
});

describe('eight Landsat dates in one folder', { skip: sharedDataMissing }, async () => {
  if (sharedDataMissing) return;
  const base = 'timeseries/landsat8_ny_2018/013032';
  const items = await itemsOf({ kind: 'cog', container: 'landsat', pattern: '{scene}_{asset}.TIF' }, folder(base));

  it('are eight items, a band an asset', () => {
    assert.deepEqual(
      [...items].map(([id, item]) => [id, item.properties.datetime, Object.keys(item.assets).join(' ')]),
      ['20180131', '20180405', '20180421', '20180710', '20180827', '20181030', '20181201', '20181217'].map((day) => [
        `LC08_L1TP_013032_${day}`,
        `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T00:00:00.000Z`,
        readdirSync(sharedData(base))
          .flatMap((name) => new RegExp(`_${day}_(\\w+)\\.TIF$`).exec(name)?.[1] ?? [])
          .toSorted()
          .join(' '),
      ]),
    );
  });

  it('know their bands and are valid', async () => {
    for (const item of items.values()) {
      assert.equal(item.assets['B4'] ? bandOf(item, 'B4', 'eo:bands')['common_name'] : 'red', 'red');
      assert.deepEqual(await itemSchemaErrors(item), []);
    }
  });
});

describe('single files', { skip: sharedDataMissing }, () => {
  if (sharedDataMissing) return;
  for (const dataset of [
    'usda_cdl',
    'chesapeake_lulc',
    'esa_worldcover',
    'jrc_gsw',
    'nrcan_landcover',
    'usgs_lcmap',
    'modis_tif',
    'landsat_with_rasters',
  ]) {
    for (const oracle of oraclesUnder(`pairs/${dataset}/`)) {
      it(`${oracle.path.split('/').slice(2).join('/')} is described as GDAL describes it`, async () => {
        const item = only(
          await itemsOf({ kind: 'cog', container: 'any', pattern: '**' }, { [oracle.path]: oracle.path }),
        );
        const { properties } = item;
        assert.deepEqual(properties['proj:shape'], oracle.size.toReversed());
        assert.equal(properties['proj:epsg'], oracle.epsg);
        if (oracle.epsg === null) assert.ok(properties['proj:projjson']);
        const [c, a, b, f, d, e] = oracle.geotransform as [number, number, number, number, number, number];
        near(properties['proj:transform'] as number[], [a, b, c, d, e, f], 1e-9);
        // GDAL's extent has the corners only; ours may have points between them where edges bend.
        for (const corner of oracle.wgs84_extent?.coordinates[0] ?? [])
          assert.ok(hasVertex(item, corner), `no corner at ${corner.join()}`);
        assert.deepEqual(await itemSchemaErrors(item), []);
      });
    }
  }
});
