import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { aggregate } from '../../../lib/stac/aggregate.ts';
import type { Aggregation, Bucket } from '../../../lib/stac/aggregation.ts';
import type { Item } from '../../../lib/stac/item.ts';
import { BusyError } from '../../../lib/errors.ts';
import { parseSearchPost } from '../../../lib/search/parse-search.ts';
import { sharedData, sharedDataMissing } from '../../data/shared-data.ts';
import { stacApp, type StacApp } from '../../helpers/stac-app.ts';
import { testCollection, testItem } from '../../helpers/stac-documents.ts';

interface Answer {
  readonly type: string;
  readonly aggregations: readonly (Aggregation & { readonly value?: unknown; readonly buckets?: readonly Bucket[] })[];
}

const keysAndCounts = (aggregation: Answer['aggregations'][number] | undefined) =>
  Object.fromEntries((aggregation?.buckets ?? []).map(({ key, frequency }) => [key, frequency]));

describe('aggregation', () => {
  let app: StacApp;
  before(async () => {
    app = stacApp();
    await app.catalog.putCollection(testCollection('a'));
    await app.catalog.putCollection(testCollection('b'));
    // Cloud cover is the day of the month.
    for (let day = 1; day <= 25; day++) await app.catalog.putItem(testItem('a', `a-${day}`, day));
    for (let day = 1; day <= 5; day++) {
      const { properties, ...item } = testItem('b', `b-${day}`, day);
      const { 'eo:cloud_cover': _unknown, ...rest } = properties;
      await app.catalog.putItem({ ...item, properties: { ...rest, platform: 'drone' } });
    }
  });
  after(() => app.close());

  const get = async (path: string) => {
    const answer = await app.request('GET', path);
    assert.equal(answer.status, 200, answer.text);
    return answer.json() as Answer;
  };

  it('answers what is asked for, in that order', async () => {
    const answer = await get('/aggregate?aggregations=datetime_max,total_count,datetime_min');
    assert.equal(answer.type, 'AggregationCollection');
    assert.deepEqual(answer.aggregations, [
      { name: 'datetime_max', data_type: 'datetime', value: '2024-01-25T10:00:00.000Z' },
      { name: 'total_count', data_type: 'integer', value: 30 },
      { name: 'datetime_min', data_type: 'datetime', value: '2024-01-01T10:00:00.000Z' },
    ]);
  });

  it('answers nothing when nothing is asked for', async () => {
    assert.deepEqual((await get('/aggregate')).aggregations, []);
  });

  it('counts collections', async () => {
    const { aggregations } = await get('/aggregate?aggregations=collection_frequency');
    assert.deepEqual(keysAndCounts(aggregations[0]), { a: 25, b: 5 });
  });

  it('counts ranges from their start to before their end; items without the value are the overflow', async () => {
    const [clouds] = (await get('/aggregate?aggregations=cloud_cover_frequency')).aggregations;
    assert.deepEqual(keysAndCounts(clouds), { '*-5.0': 4, '5.0-15.0': 10, '15.0-40.0': 11, '40.0-*': 0 });
    assert.equal((clouds as { overflow: number }).overflow, 5);
    assert.deepEqual(clouds?.buckets?.[1], {
      key: '5.0-15.0',
      data_type: 'numeric',
      frequency: 10,
      from: 5,
      to: 15,
    });
  });

  it('counts days, weeks from Monday, months', async () => {
    const by = async (interval: string) =>
      keysAndCounts(
        (await get(`/aggregate?aggregations=datetime_frequency&collections=a&datetime_frequency_interval=${interval}`))
          .aggregations[0],
      );
    assert.deepEqual(await by('month'), { '2024-01-01T00:00:00.000Z': 25 });
    // 1 January 2024 was a Monday.
    assert.deepEqual(await by('week'), {
      '2024-01-01T00:00:00.000Z': 7,
      '2024-01-08T00:00:00.000Z': 7,
      '2024-01-15T00:00:00.000Z': 7,
      '2024-01-22T00:00:00.000Z': 4,
    });
    assert.equal(Object.keys(await by('day')).length, 25);
  });

  it('counts places by geohash and map tile', async () => {
    const { aggregations } = await get(
      '/aggregate?aggregations=centroid_geohash_grid_frequency,centroid_geotile_grid_frequency&centroid_geohash_grid_frequency_precision=4&centroid_geotile_grid_frequency_precision=0',
    );
    // The middle of every item is 10.05, 50.05.
    assert.deepEqual(aggregations.map(keysAndCounts), [{ u0zh: 30 }, { '0/0/0': 30 }]);
  });

  it('takes what search takes, by GET and POST and inside a collection', async () => {
    const filter = '"eo:cloud_cover" < 11';
    const byGet = await get(
      `/collections/a/aggregate?aggregations=total_count&datetime=2024-01-03/..&filter=${encodeURIComponent(filter)}`,
    );
    const body = {
      aggregations: ['total_count'],
      datetime: '2024-01-03/..',
      query: { 'eo:cloud_cover': { lt: 11 } },
      collections: ['a'],
    };
    const byPost = (await app.request('POST', '/aggregate', { body })).json() as Answer;
    for (const { aggregations } of [byGet, byPost]) assert.equal(aggregations[0]?.value, 8);
  });

  it('says what there is', async () => {
    for (const path of ['/aggregations', '/collections/a/aggregations']) {
      const { aggregations } = await get(path);
      const names = aggregations.map(({ name }) => name);
      assert.ok(names.includes('total_count') && names.includes('cloud_cover_frequency'), path);
      assert.equal((await get(`/aggregate?aggregations=${names.join(',')}`)).aggregations.length, names.length);
    }
  });

  for (const [query, field] of [
    ['aggregations=total_count,nonsense', 'aggregations[1]'],
    ['aggregations=toString', 'aggregations[0]'],
    ['aggregations=total_count&datetime_frequency_interval=fortnight', 'datetime_frequency_interval'],
    ['centroid_geohash_grid_frequency_precision=13', 'centroid_geohash_grid_frequency_precision'],
    ['bbox=1,2', 'bbox'],
  ] as const)
    it(`refuses ${query}`, async () => {
      const answer = await app.request('GET', `/aggregate?${query}`);
      assert.equal(answer.status, 400);
      assert.equal((answer.json() as { errors: { field: string }[] }).errors[0]?.field, field);
    });

  it('stops at its budget with a time to try again', async () => {
    const { request } = parseSearchPost({});
    const options = { geohashPrecision: 3, geotilePrecision: 7 };
    const catalog = {
      ...app.catalog,
      search: (search: typeof request) => app.catalog.search({ ...search, limit: 10 }),
    };
    const budget = { items: 20, time: 60_000 };
    await assert.rejects(aggregate(catalog, request, ['platform_frequency'], options, budget), (error) => {
      assert.ok(error instanceof BusyError);
      assert.ok(error.retryAfter > 0);
      return true;
    });
  });
});

describe('aggregation of real items', { skip: sharedDataMissing }, () => {
  let app: StacApp;
  let items: readonly Item[];
  before(async () => {
    app = stacApp();
    const lines = readFileSync(sharedData('search/pgstac_items.ndjson'), 'utf8').split('\n').filter(Boolean);
    items = lines.map((line) => JSON.parse(line) as Item);
    await app.catalog.putCollection(testCollection('pgstac-test-collection'));
    await app.catalog.putItems(items);
  });
  after(() => app.close());

  it('agrees with counting the items by hand', async () => {
    const body = {
      aggregations: ['total_count', 'datetime_frequency', 'cloud_cover_frequency'],
      datetime_frequency_interval: 'day',
      filter: { op: '<', args: [{ property: 'eo:cloud_cover' }, 50] },
    };
    const { aggregations } = (await app.request('POST', '/aggregate', { body })).json() as Answer;
    const clear = items.filter((item) => (item.properties['eo:cloud_cover'] as number) < 50);
    assert.equal(aggregations[0]?.value, clear.length);
    const days = Object.groupBy(clear, (item) => `${String(item.properties.datetime).slice(0, 10)}T00:00:00.000Z`);
    assert.deepEqual(
      keysAndCounts(aggregations[1]),
      Object.fromEntries(Object.entries(days).map(([day, found]) => [day, found?.length])),
    );
    const veryClear = clear.filter((item) => (item.properties['eo:cloud_cover'] as number) < 5).length;
    assert.equal(keysAndCounts(aggregations[2])['*-5.0'], veryClear);
  });
});
