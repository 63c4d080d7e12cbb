import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openSqliteCatalog } from '../../../lib/catalog/sqlite-catalog.ts';
import type { Item } from '../../../lib/stac/item.ts';
import { stacApp } from '../../helpers/stac-app.ts';
import { serve } from '../../helpers/serve.ts';
import { testCollection, testItem } from '../../helpers/stac-documents.ts';
import { loadBench } from './run-load.ts';

const item = (n: number, more: Partial<Item> = {}) =>
  testItem('archive', `item-${String(n).padStart(5, '0')}`, (n % 28) + 1, more);
const someItems = (count: number) => Array.from({ length: count }, (_, n) => item(n));
const lines = (values: readonly unknown[]) => values.map((value) => `${JSON.stringify(value)}\n`).join('');

describe('npm run load', () => {
  it('takes each form of an archive to the same items', async () => {
    const items = someItems(700);
    const forms = {
      'a.ndjson': lines(items),
      'b.json': JSON.stringify(
        { numberMatched: 700, links: [{ rel: 'features', href: '[{' }], type: 'FeatureCollection', features: items },
        null,
        1,
      ),
      'c.geojson': JSON.stringify(items),
      'lines.json': lines(items),
      'd.geojsonl': items.map((item) => `\u001E${JSON.stringify(item, null, 2)}\n`).join(''),
    };
    for (const [name, text] of Object.entries(forms)) {
      const bench = loadBench();
      const { code, stderr, summary } = await bench.run(bench.file(name, text), '--json');
      assert.equal(code, 0, stderr);
      assert.deepEqual([summary?.['created'], summary?.['rejected']], [700, 0], name);
      assert.deepEqual(await bench.items(), items, name);
    }
  });

  it('takes a folder of items, and passes over what is above them', async () => {
    const bench = loadBench();
    const folder = join(bench.file('x', ''), '../static');
    mkdirSync(join(folder, '2024', 'of-a-scene.json'), { recursive: true });
    writeFileSync(join(folder, 'collection.json'), JSON.stringify(testCollection('archive')));
    for (const item of someItems(5))
      writeFileSync(join(folder, '2024', `${item.id}.json`), JSON.stringify(item, null, 2));
    const { code, stderr } = await bench.run(folder);
    assert.equal(code, 0, stderr);
    assert.deepEqual(await bench.items(), someItems(5));
  });

  it('one item in a file of its own is one item', async () => {
    const bench = loadBench();
    assert.equal((await bench.run(bench.file('one.json', JSON.stringify(item(1), null, 2)))).code, 0);
    assert.deepEqual(await bench.items(), [item(1)]);
  });

  it('again is unchanged, with changes updated', async () => {
    const bench = loadBench();
    const path = bench.file('a.ndjson', lines(someItems(10)));
    await bench.run(path);
    writeFileSync(path, lines([...someItems(9), item(9, { assets: {} })]));
    const { summary } = await bench.run(path, '--json');
    assert.deepEqual([summary?.['unchanged'], summary?.['updated'], summary?.['created']], [9, 1, 0]);
  });

  it('names file, line and field of what it rejects, and keeps it to be mended', async () => {
    const bench = loadBench();
    const bad = { ...item(1), properties: { datetime: '2024-13-01T00:00:00Z' } };
    const other = testItem('other', 'x');
    const text = `${JSON.stringify(item(0))}\n${JSON.stringify(bad)}\n{"id":"à\n${JSON.stringify(other)}\n${JSON.stringify(item(2))}\n`;
    const path = bench.file('a.ndjson', text);
    const { code, stderr, summary } = await bench.run(path, '--collection', 'archive', '--json');
    assert.equal(code, 1);
    assert.match(stderr, /a\.ndjson, line 2: properties\.datetime: not an RFC 3339/);
    assert.match(stderr, /a\.ndjson, line 3: body: not JSON/);
    assert.match(stderr, /a\.ndjson, line 4: collection: --collection says archive/);
    assert.deepEqual([summary?.['created'], summary?.['rejected']], [2, 3]);
    const rejected = `${path}.rejected.ndjson`;
    assert.equal(summary?.['rejectedFile'], rejected);
    assert.equal(readFileSync(rejected, 'utf8'), text.split('\n').slice(1, 4).join('\n') + '\n');
    writeFileSync(rejected, lines([item(1)]));
    assert.equal((await bench.run(rejected)).code, 0);
    assert.deepEqual(await bench.items(), someItems(3));
  });

  it('a text that breaks off is rejected where it does, with what there is of it', async () => {
    const bench = loadBench();
    const text = JSON.stringify({ type: 'FeatureCollection', features: someItems(3) });
    const path = bench.file('cut.json', text.slice(0, -100));
    const { code, stderr } = await bench.run(path);
    assert.equal(code, 1);
    assert.match(stderr, /cut\.json, features\[2\]: body: not JSON/);
    assert.deepEqual(await bench.items(), someItems(2));
    assert.ok(JSON.stringify(item(2)).startsWith(readFileSync(`${path}.rejected.ndjson`, 'utf8').trim()));
  });

  it('makes a collection that is missing, over the extent of its items', async () => {
    const bench = loadBench();
    const east = item(1, { bbox: [20, -5, 21, -4], geometry: { type: 'Point', coordinates: [20, -5] } });
    const { stderr } = await bench.run(bench.file('a.ndjson', lines([item(0), east])));
    assert.match(stderr, /There was no collection archive/);
    const catalog = openSqliteCatalog(join(bench.home, 'catalog.sqlite'));
    const { collection } = (await catalog.getCollection('archive'))!;
    await catalog.close();
    assert.deepEqual(collection.extent, {
      spatial: { bbox: [[10, -5, 21, 50.1]] },
      temporal: { interval: [['2024-01-01T10:00:00.000Z', '2024-01-02T10:00:00.000Z']] },
    });
  });

  it('makes it from its file, which also names it for items that name none', async () => {
    const bench = loadBench();
    const collection = testCollection('archive', { title: 'From a file' });
    const { collection: _none, ...nameless } = item(0);
    const file = bench.file('collection.json', JSON.stringify(collection));
    const path = bench.file('a.ndjson', lines([nameless]));
    assert.match((await bench.run(path)).stderr, /line 1: collection: missing, and there is no --collection/);
    assert.equal((await bench.run(path, '--collection-file', file)).code, 0);
    assert.deepEqual(await bench.items(), [item(0)]);
    const catalog = openSqliteCatalog(join(bench.home, 'catalog.sqlite'));
    assert.deepEqual((await catalog.getCollection('archive'))?.collection, collection);
    await catalog.close();
  });

  it('says what to correct', async () => {
    const bench = loadBench();
    const file = bench.file('a.csv', 'id\n');
    for (const [args, message] of [
      [[], /npm run load -- FILE/],
      [[file], /a\.csv: a folder is expected, or one of \.ndjson/],
      [[`${file}.gone.json`], /There is no .*a\.csv\.gone\.json/],
      [[file, '--announce'], /--announce: needs --to/],
      [[file, '--to', 'localhost'], /--to: not an http address/],
      [[bench.file('not.parquet', 'PARQUET?')], /not\.parquet: .*PAR1/],
      [[bench.file('a.ndjson', ''), '--collection-file', bench.file('c.json', '{}')], /c\.json: .*license/],
    ] as const) {
      const { code, stderr } = await bench.run(...args);
      assert.equal(code, 1);
      assert.match(stderr, message);
    }
  });

  it('--to: any API that takes bulk_items, through whose checks items go', async () => {
    const bench = loadBench();
    const app = stacApp();
    const server = await serve((method, url, options) => app.request(method, url, options));
    const items = [...someItems(350), { id: 'bad', collection: 'archive' }];
    const path = bench.file('a.ndjson', lines(items));
    const { code, stderr, summary } = await bench.run(path, '--to', `${server.url}/api/stac/v1/`, '--json');
    assert.equal(code, 1, stderr);
    assert.deepEqual([summary?.['created'], summary?.['rejected']], [350, 1], stderr);
    assert.deepEqual((await app.catalog.getItem('archive', 'item-00349'))?.item(), item(349));
    const interval = (await app.catalog.getCollection('archive'))?.collection.extent.temporal.interval;
    assert.deepEqual(interval, [['2024-01-01T10:00:00.000Z', '2024-01-28T10:00:00.000Z']]);
    await server.close();
    await app.close();
    assert.equal(existsSync(join(bench.home, 'catalog.sqlite')), false);
  });

  it('--resume after SIGKILL, wherever it came: the same catalog and rejected file as of an unbroken run', async () => {
    const items = Array.from({ length: 6000 }, (_, n) => (n % 97 === 5 ? { ...item(n), bbox: [1] } : item(n)));
    const whole = loadBench();
    const unbroken = await whole.run(whole.file('a.ndjson', lines(items)));
    assert.match(unbroken.stderr, /6000 items/);
    const broken = loadBench();
    const path = broken.file('a.ndjson', lines(items));
    let kills = 0;
    for (const after of [1, 3, 6]) {
      const { child, done } = broken.start(path, '--resume');
      const saved = () => savedPosition(broken.home);
      const from = saved();
      while (child.exitCode === null && saved() < from + after * 200_000) await new Promise((go) => setTimeout(go, 2));
      if (child.kill('SIGKILL')) kills += 1;
      await done;
    }
    assert.ok(kills >= 2 && savedPosition(broken.home) > 0, 'killed midway');
    const { code, summary } = await broken.run(path, '--resume', '--json');
    assert.deepEqual([code, summary?.['items']], [1, 6000]);
    assert.deepEqual(await broken.items(), await whole.items());
    const rejected = (bench: typeof broken) => readFileSync(join(bench.home, '../a.ndjson.rejected.ndjson'), 'utf8');
    assert.equal(rejected(broken), rejected(whole));
    assert.deepEqual(readdirSync(join(broken.home, 'loads')), []);
  });
});

/** Byte that the load in this home has come to; 0 when there is none. */
function savedPosition(home: string): number {
  const folder = join(home, 'loads');
  const [file] = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  if (file === undefined) return 0;
  const { progress } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
    readonly progress: { readonly position: { readonly at: number } };
  };
  return progress.position.at;
}
