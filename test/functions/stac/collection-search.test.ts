import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import type { Collection } from '../../../lib/stac/collection.ts';
import type { Link } from '../../../lib/stac/item.ts';
import { sharedData, sharedDataMissing } from '../../data/shared-data.ts';
import { stacApp, type StacApp } from '../../helpers/stac-app.ts';
import { linkOf, testCollection } from '../../helpers/stac-documents.ts';

interface Found {
  readonly collections: readonly Collection[];
  readonly links: readonly Link[];
  readonly numberMatched: number;
  readonly numberReturned: number;
}

const extent = (
  bbox: Collection['extent']['spatial']['bbox'],
  ...interval: Collection['extent']['temporal']['interval'][number][]
) => ({
  spatial: { bbox },
  temporal: { interval },
});

describe('collection search', () => {
  let app: StacApp;
  before(async () => {
    app = stacApp();
    for (const collection of [
      testCollection('alps', {
        title: 'Alps',
        keywords: ['snow', 'glaciers'],
        license: 'CC-BY-4.0',
        extent: extent([[5, 43, 17, 49]], ['2015-01-01T00:00:00Z', '2018-12-31T23:59:59Z']),
        summaries: { platform: ['sentinel-2a'] },
      }),
      testCollection('fiji', {
        title: 'Fiji',
        keywords: ['reefs'],
        extent: extent([[175, -22, -177, -15]], ['2020-01-01T00:00:00Z', null]),
      }),
      testCollection('scattered', {
        title: 'Two places, two times',
        extent: extent(
          [
            [-180, -90, -170, 90],
            [10, 40, 11, 41],
          ],
          ['1990-01-01T00:00:00Z', '1991-01-01T00:00:00Z'],
          [null, '1970-01-01T00:00:00Z'],
        ),
      }),
    ])
      await app.catalog.putCollection(collection);
  });
  after(() => app.close());

  const get = async (query: string): Promise<Found> => {
    const answer = await app.request('GET', query.startsWith('http') ? query : `/collections?${query}`);
    assert.equal(answer.status, 200, answer.text);
    return answer.json() as Found;
  };
  const ids = ({ collections }: Found) => collections.map(({ id }) => id);

  for (const [name, query, expected] of [
    ['everything by id', '', ['alps', 'fiji', 'scattered']],
    ['free text in titles, keywords and descriptions', 'q=glacier,reef', ['alps', 'fiji']],
    ['several q mean either', 'q=glacier&q=reef', ['alps', 'fiji']],
    ['a box that any of the extents meets', 'bbox=10,40,10.5,44', ['alps', 'scattered']],
    ['a box across 180°', 'bbox=179,-20,-179.5,-18', ['fiji', 'scattered']],
    ['a time that any of the intervals meets', 'datetime=1969-01-01/1969-12-31', ['scattered']],
    ['an open end', 'datetime=2100-01-01', ['fiji']],
    ['CQL2 text', `filter=${encodeURIComponent("license LIKE 'CC%' OR id = 'fiji'")}`, ['alps', 'fiji']],
    [
      'CQL2 JSON over keywords',
      `filter-lang=cql2-json&filter=${encodeURIComponent('{"op":"a_contains","args":[{"property":"keywords"},["snow"]]}')}`,
      ['alps'],
    ],
    ['a geometry', `filter=${encodeURIComponent('S_INTERSECTS(geometry, POINT(10.2 43.5))')}`, ['alps']],
    ['the query extension', `query=${encodeURIComponent('{"title":{"startsWith":"Fi"}}')}`, ['fiji']],
    ['the order', 'sortby=-title', ['scattered', 'fiji', 'alps']],
    ['the order by time', 'sortby=datetime', ['scattered', 'alps', 'fiji']],
    ['all together', 'q=scenes&datetime=2016-01-01&bbox=0,0,20,60&sortby=id', ['alps']],
  ] as const)
    it(name, async () => assert.deepEqual(ids(await get(query)), expected));

  it('pages forth and back', async () => {
    const first = await get('limit=2&sortby=-id');
    assert.deepEqual([ids(first), first.numberMatched, first.numberReturned], [['scattered', 'fiji'], 3, 2]);
    assert.equal(linkOf(first, 'prev'), undefined);
    const second = await get(linkOf(first, 'next')!.href);
    assert.deepEqual(ids(second), ['alps']);
    assert.equal(linkOf(second, 'next'), undefined);
    assert.deepEqual(ids(await get(linkOf(second, 'prev')!.href)), ['scattered', 'fiji']);
    const other = new URL(linkOf(first, 'next')!.href);
    other.searchParams.set('q', 'alps');
    assert.equal((await app.request('GET', other.href)).status, 400);
  });

  it('gives the fields that are asked for', async () => {
    assert.deepEqual((await get('q=alps&fields=id,title')).collections, [{ id: 'alps', title: 'Alps' }]);
    const [without] = (await get('q=alps&fields=-links,-extent')).collections;
    const members = Object.keys(without ?? {});
    assert.ok(members.includes('title') && !members.includes('links') && !members.includes('extent'), members.join());
  });

  it('says what can be filtered by', async () => {
    const link = linkOf(await get(''), 'http://www.opengis.net/def/rel/ogc/1.0/queryables');
    const schema = (await app.request('GET', link!.href)).json() as { properties: object };
    assert.ok('keywords' in schema.properties);
  });

  for (const [query, field] of [
    ['q=(', 'q'],
    ['bbox=1,2,3', 'bbox'],
    ['datetime=soon', 'datetime'],
    ['limit=0', 'limit'],
    ['filter=nonsense((', 'filter'],
    ['token=x', 'token'],
  ] as const)
    it(`refuses ${query}`, async () => {
      const answer = await app.request('GET', `/collections?${query}`);
      assert.equal(answer.status, 400);
      assert.equal((answer.json() as { errors: { field: string }[] }).errors[0]?.field.split('.')[0], field);
    });
});

describe('collection search over real collections', { skip: sharedDataMissing }, () => {
  let app: StacApp;
  before(async () => {
    app = stacApp();
    for (const line of readFileSync(sharedData('search/free_text_collections.ndjson'), 'utf8').split('\n'))
      if (line) await app.catalog.putCollection(JSON.parse(line) as Collection);
  });
  after(() => app.close());

  it('stands members that are null', async () => {
    const answer = await app.request('GET', '/collections?q=restaurant&sortby=-title');
    const { collections } = answer.json() as Found;
    assert.deepEqual(
      collections.map(({ id }) => id),
      ['testcollection_2', 'testcollection_4'],
    );
  });
});
