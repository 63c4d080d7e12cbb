import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import type { Item } from '../../../lib/stac/item.ts';
import { sharedData, sharedDataMissing } from '../../data/shared-data.ts';
import { stacApp, stacRoot, type StacApp } from '../../helpers/stac-app.ts';
import { testCollection, testItem } from '../../helpers/stac-documents.ts';

interface Schema {
  readonly $id: string;
  readonly properties: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const withProperties = (collection: string, id: string, properties: Record<string, unknown>): Item => {
  const item = testItem(collection, id);
  return { ...item, properties: { datetime: item.properties.datetime, ...properties } };
};

describe('queryables', () => {
  let app: StacApp;
  before(async () => {
    app = stacApp();
    await app.catalog.putCollection(
      testCollection('a', { summaries: { platform: ['one'], 'x:mode': { minimum: 1, maximum: 3 } } }),
    );
    await app.catalog.putCollection(testCollection('b'));
    await app.catalog.putCollection(testCollection('empty'));
    const shared = { platform: 'two', 'x:mode': 2 };
    for (const item of [
      withProperties('a', '1', { ...shared, 'x:tags': ['p'], 'x:made': '2024-01-01T00:00:00Z', 'x:ok': true }),
      withProperties('a', '2', { ...shared, 'x:mode': 7, 'x:nested': { deep: 1 }, 'x:mixed': 'text' }),
      withProperties('a', '3', { ...shared, 'x:mixed': null, ['__proto__']: 1 }),
      withProperties('b', '1', { ...shared, 'x:mode': 'fast' }),
    ])
      await app.catalog.putItem(item);
  });
  after(() => app.close());

  const get = async (path: string) => (await app.request('GET', path)).json() as Schema;

  it('tell what a collection’s items hold, and nothing else', async () => {
    const { $id, properties } = await get('/collections/a/queryables');
    assert.equal($id, `${stacRoot}/collections/a/queryables`);
    for (const name of ['id', 'collection', 'geometry', 'datetime', 'x:nested']) assert.ok(properties[name], name);
    assert.deepEqual(properties['x:tags'], { title: 'x:tags', type: 'array', items: { type: 'string' } });
    assert.deepEqual(properties['x:made'], { title: 'x:made', type: 'string', format: 'date-time' });
    assert.deepEqual(properties['x:ok'], { title: 'x:ok', type: 'boolean' });
    assert.deepEqual(properties['x:mixed']?.['type'], ['null', 'string']);
    assert.equal(properties['eo:cloud_cover'], undefined);
  });

  it('widen what the summaries say by what is there', async () => {
    const { properties } = await get('/collections/a/queryables');
    assert.deepEqual(properties['platform']?.['enum'], ['one', 'two']);
    assert.deepEqual([properties['x:mode']?.['minimum'], properties['x:mode']?.['maximum']], [1, 7]);
  });

  it('know of new items at once', async () => {
    await app.catalog.putItem(withProperties('b', '2', { platform: 'three', 'x:mode': 1 }));
    const { properties } = await get('/collections/b/queryables');
    assert.deepEqual(properties['platform']?.['enum'], ['three', 'two']);
    assert.deepEqual(properties['x:mode']?.['type'], ['number', 'string']);
  });

  it('over all collections are what they share, without lists of one', async () => {
    const { properties } = await get('/queryables');
    assert.deepEqual(Object.keys(properties).sort(), [
      'collection',
      'datetime',
      'geometry',
      'id',
      'platform',
      'x:mode',
    ]);
    assert.equal(properties['platform']?.['enum'], undefined);
  });

  it('of an empty collection are what imagery usually has', async () => {
    assert.ok((await get('/collections/empty/queryables')).properties['eo:cloud_cover']);
  });

  it('sortables have an order', async () => {
    const { properties } = await get('/collections/a/sortables');
    for (const name of ['x:tags', 'x:nested', 'geometry']) assert.equal(properties[name], undefined, name);
    for (const name of ['id', 'datetime', 'platform', 'x:mode']) assert.ok(properties[name], name);
  });
});

describe('queryables of real items', { skip: sharedDataMissing }, () => {
  let app: StacApp;
  before(() => {
    app = stacApp();
  });
  after(() => app.close());

  it('name every property, with their bounds as long as all items were looked at', async () => {
    const lines = readFileSync(sharedData('items/naip_1000_planetary_computer.ndjson'), 'utf8').split('\n');
    const items = lines.filter(Boolean).map((line) => JSON.parse(line) as Item);
    await app.catalog.putCollection(testCollection('naip'));
    await app.catalog.putItems(items.slice(0, 300));
    const read = async () => ((await app.request('GET', '/collections/naip/queryables')).json() as Schema).properties;
    const few = await read();
    const names = new Set(items.slice(0, 300).flatMap((item) => Object.keys(item.properties)));
    for (const name of names) assert.ok(few[name], name);
    const states = new Set(items.slice(0, 300).map((item) => String(item.properties['naip:state'])));
    assert.deepEqual(
      few['naip:state']?.['enum'],
      [...states].sort((a, b) => (a < b ? -1 : 1)),
    );
    await app.catalog.putItems(items.slice(300));
    const many = await read();
    assert.deepEqual([many['naip:state']?.['enum'], many['gsd']?.['minimum']], [undefined, undefined]);
    assert.equal(many['naip:state']?.['type'], 'string');
  });
});
