import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { DemonstrationReport } from '../../local/demo/play.ts';
import type { Asset, Item } from '../../lib/stac/item.ts';
import { gdal, gdalMissing } from '../data/gdal.ts';
import { gdalOracle } from '../data/gdal-oracle.ts';
import { sharedData, sharedDataMissing } from '../data/shared-data.ts';
import { allFailures, allItems } from '../helpers/stack-api.ts';
import { startTestStack, storageOf, testHome } from '../helpers/stack.ts';
import type { TestHome, TestStack } from '../helpers/stack.ts';

/** Degrees; GDAL rounds corners to about this. */
const tolerance = 1e-6;

describe('npm start -- --data', { skip: sharedDataMissing }, () => {
  let home: TestHome;
  before(async () => {
    home = await testHome({ played: false });
  });

  for (const { folder, collection, scenes } of [
    { folder: 'timeseries/landsat8_ny_2018', collection: 'landsat', scenes: 8 },
    { folder: 'pairs/sentinel2_cog_scene', collection: 'sentinel-2-l2a', scenes: 1 },
  ]) {
    describe(folder, () => {
      let stack: TestStack;
      let report: DemonstrationReport;
      let items: readonly Item[];
      before(async () => {
        stack = await startTestStack(home, ['--json', '--data', sharedData(folder)]);
        report = await stack.report();
        items = await allItems(stack.url, collection);
      });
      after(() => stack.stop());

      it('reports that all of it worked', async () => {
        assert.equal(report.ok, true);
        assert.equal(report.scenes, scenes);
        assert.equal(report.items, scenes);
        assert.equal(report.search.matched, scenes);
        assert.equal(items.length, scenes);
        assert.deepEqual(report.notifications, { webhook: scenes, feed: scenes });
        assert.deepEqual(await allFailures(stack.url), []);
      });

      const oracles = gdalOracle().filter(({ path }) => path.startsWith(`${folder}/`) && !path.includes('/expected/'));
      it(`has each of the ${oracles.length} files as an asset with GDAL's size, projection and place`, () => {
        const assets = items.flatMap((item) => Object.values(item.assets).map((asset) => ({ item, asset })));
        assert.equal(assets.length, oracles.length);
        for (const { path, size, epsg, geotransform, wgs84_extent: extent } of oracles) {
          const found = assets.find(({ item, asset }) => isFile(item, asset, path));
          assert.ok(found, `no asset of ${path}`);
          const { item, asset } = found;
          const field = (name: string) => asset[name] ?? item.properties[name];
          assert.deepEqual(field('proj:shape'), [size[1], size[0]], path);
          assert.equal(field('proj:epsg'), epsg, path);
          const [c = NaN, a = NaN, b = NaN, f = NaN, d = NaN, e = NaN] = geotransform ?? [];
          near((field('proj:transform') as number[]).slice(0, 6), [a, b, c, d, e, f], 1e-6, path);
          const ring = extent?.coordinates[0] ?? [];
          assert.equal(ring.length, 5);
          // The preview image of a Sentinel-2 scene ends within one of its own pixels, 320 m, of the scene that it shows.
          const by = path.endsWith('PVI.tif') ? 320 / 111_000 : tolerance;
          // A footprint follows curved edges with further points: GDAL's corners are among them, and the box holds them.
          for (const corner of ring) {
            assert.ok(
              positionsOf(item).some((at) => distance(at, corner) <= by),
              `${path}: ${corner.join()} is no corner of ${JSON.stringify(item.geometry)}`,
            );
          }
          const [west = NaN, south = NaN, east = NaN, north = NaN] = item.bbox ?? [];
          for (const [x = NaN, y = NaN] of ring) {
            assert.ok(x >= west - by && x <= east + by && y >= south - by && y <= north + by, path);
          }
        }
      });

      it(
        'composited into a COG that GDAL accepts, with the valid pixels of the report',
        { skip: gdalMissing },
        async () => {
          const found = gdal(
            `import osgeo_utils.samples.validate_cloud_optimized_geotiff as validator
source = gdal.Open(given)
band = source.GetRasterBand(1)
answer = {
  'size': [source.RasterXSize, source.RasterYSize],
  'valid': int((band.ReadAsArray() != band.GetNoDataValue()).sum()),
  'problems': list(validator.validate(given, full_check=True)[:2]),
}`,
            await compositeFile(home, report),
          );
          const { width, height, validPixels } = report.composite ?? {};
          assert.deepEqual(found, { size: [width, height], valid: validPixels, problems: [[], []] });
        },
      );

      if (collection === 'landsat') {
        it("equals numpy's masked median in every band, within half a count", { skip: gdalMissing }, async () => {
          const found = gdal(
            `oracle, ours = gdal.Open(given[0]), gdal.Open(given[1])
expected = numpy.nan_to_num(oracle.ReadAsArray().astype('float64'), nan=0)[:5]
answer = {
  'grid': list(ours.GetGeoTransform()) == list(oracle.GetGeoTransform()) and ours.GetProjection() != '',
  'bands': ours.RasterCount,
  'difference': [float(abs(ours.GetRasterBand(b + 1).ReadAsArray().astype('float64') - expected[b]).max()) for b in range(5)],
}`,
            [
              sharedData('oracles/composites/landsat8_013032/expected_median_masked.tif'),
              await compositeFile(home, report),
            ],
          ) as { readonly grid: boolean; readonly bands: number; readonly difference: readonly number[] };
          assert.equal(found.grid, true);
          assert.equal(found.bands, 5);
          for (const [band, difference] of found.difference.entries())
            assert.ok(difference <= 0.5, `band ${band + 1} differs by ${difference}`);
        });
      }
    });
  }
});

function isFile(item: Item, asset: Asset, path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return asset.href.endsWith(`/${name}`) && (path.includes(item.id) || name.startsWith(item.id));
}

function positionsOf(item: Item): readonly (readonly number[])[] {
  if (item.geometry?.type === 'Polygon') return item.geometry.coordinates.flat();
  return item.geometry?.type === 'MultiPolygon' ? item.geometry.coordinates.flat(2) : [];
}

function distance(a: readonly number[], b: readonly number[]): number {
  return Math.max(Math.abs((a[0] ?? NaN) - (b[0] ?? NaN)), Math.abs((a[1] ?? NaN) - (b[1] ?? NaN)));
}

function near(actual: readonly number[], expected: readonly number[], by: number, what: string): void {
  const isNear = actual.length === expected.length && actual.every((value, n) => Math.abs(value - expected[n]!) <= by);
  assert.ok(isNear, `${what}: ${actual.join()} is not ${expected.join()}`);
}

async function compositeFile(home: TestHome, report: DemonstrationReport): Promise<string> {
  const path = new URL(report.composite?.href ?? '').pathname.split('/').slice(3).join('/');
  const file = join(home.path, 'composite.tif');
  await writeFile(file, await storageOf(home).getContainerClient('composites').getBlobClient(path).downloadToBuffer());
  return file;
}
