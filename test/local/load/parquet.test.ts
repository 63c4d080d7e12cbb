import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { canonicalJson } from '../../../lib/catalog/canonical-json.ts';
import { itemOfRow } from '../../../local/load/item-of-row.ts';
import { parquetSource } from '../../../local/load/parquet-source.ts';
import { rfc3339 } from '../../../local/load/rfc3339.ts';
import { sharedData, sharedDataMissing } from '../../data/shared-data.ts';
import { loadBench } from './run-load.ts';

const folder = join(import.meta.dirname, 'parquet');
const made = readFileSync(join(folder, 'items.ndjson'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Record<string, unknown>);

async function itemsOf(path: string, at = 0): Promise<unknown[]> {
  const items = [];
  for await (const entry of (await parquetSource(path)).entries({ at })) items.push(entry.parse());
  return items;
}

/** Times as instants: writers differ in how many digits they give a second. */
function comparable(item: unknown): unknown {
  const { properties, ...rest } = item as { readonly properties: Readonly<Record<string, unknown>> };
  const isTime = (value: unknown) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|\+00:00)$/.test(value);
  const members = Object.entries(properties).map(([name, value]) => [
    name,
    isTime(value) ? new Date(value as string).toISOString() : value,
  ]);
  return { ...rest, properties: Object.fromEntries(members) as unknown };
}

describe('stac-geoparquet', () => {
  for (const name of ['zstd-v2-groups', 'gzip-map-plain', 'brotli-small-pages', 'snappy-old-lists']) {
    it(`${name}: what pyarrow was given comes back, to the microsecond and the last bit`, async () => {
      assert.deepEqual(await itemsOf(join(folder, `${name}.parquet`)), made);
    });
    it(`${name}: from the middle on`, async () => {
      for (const at of [1, 3, 6, 7])
        assert.deepEqual(await itemsOf(join(folder, `${name}.parquet`), at), made.slice(at));
    });
  }

  it('loads to the same catalog as newline-delimited JSON', async () => {
    const [parquet, lines] = [loadBench(), loadBench()];
    const done = await parquet.run(join(folder, 'zstd-v2-groups.parquet'), '--json');
    assert.equal(done.code, 0, done.stderr);
    assert.equal((await lines.run(join(folder, 'items.ndjson'))).code, 0);
    assert.equal((await parquet.items()).length, 7);
    assert.deepEqual(await parquet.items(), await lines.items());
  });

  it('of rustac: the item of the specification', { skip: sharedDataMissing }, async () => {
    const [item] = await itemsOf(sharedData('items/extended-item.parquet'));
    const path = sharedData('conformance/examples/stac-spec-v1.0.0/extended-item.json');
    assert.deepEqual(comparable(item), comparable(JSON.parse(readFileSync(path, 'utf8'))));
  });

  it('of rustac: 100 Landsat items as stac-geoparquet 0.8.3 reads them', { skip: sharedDataMissing }, async () => {
    const items = await itemsOf(sharedData('items/landsat_100.parquet'));
    // Of its stac_table_to_items, without the members that are null.
    const oracle = '43270123c0723b8b875e5690cc25e6a4708ed5c2c369dbb9bb25799bb8901ddd';
    assert.equal(
      createHash('sha256')
        .update(canonicalJson(items.map(comparable)))
        .digest('hex'),
      oracle,
    );
  });

  it('of 2022, with a list as bbox: NAIP items of the Planetary Computer', { skip: sharedDataMissing }, async () => {
    const items = (await itemsOf(sharedData('items/stac-geoparquet_naip.parquet'))) as Record<string, unknown>[];
    assert.equal(items.length, 5);
    const { bbox, geometry, properties, assets } = items[0]!;
    // What the names of the file say, and of `pyarrow.parquet.read_table`.
    assert.deepEqual(bbox, [-100.004084, 34.934259, -99.933454, 35.00323]);
    assert.equal((geometry as { type: string }).type, 'Polygon');
    const { datetime, 'proj:epsg': epsg, 'proj:shape': shape } = properties as Record<string, unknown>;
    assert.deepEqual([datetime, epsg, shape], ['2010-04-25T00:00:00Z', 26914, [7588, 6375]]);
    assert.deepEqual(Object.keys(assets as object).sort(), ['image', 'rendered_preview', 'thumbnail', 'tilejson']);
  });

  it('a geometry that is no WKB is its own row’s error, and shown as it is', async () => {
    const row = { id: 'a', geometry: Uint8Array.of(1, 99, 0, 0, 0), 'eo:cloud_cover': Number.NaN };
    assert.throws(() => itemOfRow(row), /geometry: not WKB: Unsupported geometry type: 99/);
    const shown = itemOfRow(row, 'lenient');
    assert.deepEqual([shown['geometry'], shown['properties']], ['0163000000', { datetime: null }]);
  });

  it('a damaged file names rows and column', async () => {
    const bench = loadBench();
    const bytes = readFileSync(join(folder, 'gzip-map-plain.parquet'));
    const path = bench.file('damaged.parquet', bytes);
    writeFileSync(path, bytes.fill(0x55, 40, 60));
    const { code, stderr } = await bench.run(path);
    assert.equal(code, 1);
    assert.match(stderr, /damaged\.parquet, rows 0 to 6, column type: /);
  });

  it('a column that has not a value for each row is damaged, and not a column of nulls', async () => {
    // In the header of stac_version's page: its number of values, how they are encoded.
    for (const [at, byte, reason] of [
      [90, 4, /column stac_version: damaged: it has 0 rows of 7/],
      [92, 2, /column stac_version: damaged: a page without all its values/],
    ] as const) {
      const bench = loadBench();
      const bytes = readFileSync(join(folder, 'gzip-map-plain.parquet'));
      const { code, stderr } = await bench.run(bench.file('damaged.parquet', bytes.fill(byte, at, at + 1)));
      assert.equal(code, 1);
      assert.match(stderr, reason);
    }
  });

  it('times have as many digits as they need', () => {
    for (const [count, digits, text] of [
      [0n, 3, '1970-01-01T00:00:00Z'],
      [1_709_524_800_120n, 3, '2024-03-04T04:00:00.120Z'],
      [1_709_524_800_000_001n, 6, '2024-03-04T04:00:00.000001Z'],
      [-1n, 9, '1969-12-31T23:59:59.999999999Z'],
      [-62_135_596_800_000n, 3, '0001-01-01T00:00:00Z'],
    ] as const) {
      assert.equal(rfc3339(count, digits), text);
    }
  });
});
