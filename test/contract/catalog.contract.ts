import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { Catalog, SearchPage } from '../../lib/catalog/catalog.ts';
import { InvalidInputError, NotFoundError, PreconditionFailedError } from '../../lib/errors.ts';
import { compileSearch } from '../../lib/search/matches.ts';
import type { SearchRequest } from '../../lib/search/search-request.ts';
import { compareItems } from '../../lib/search/sort-items.ts';
import type { Collection } from '../../lib/stac/collection.ts';
import type { Item } from '../../lib/stac/item.ts';
import { outlineTallies, tallies, type TallyOptions } from '../../lib/stac/tallies.ts';
import { collectionIds, item as anyItem, request as anyRequest } from './catalog-arbitraries.ts';

/** A store under test, empty. `another` opens the same data once more, as another process would. */
export interface CatalogUnderTest {
  readonly catalog: Catalog;
  another(): Promise<Catalog>;
  close(): Promise<void>;
}

export interface ContractSize {
  readonly runs: number;
  readonly items: number;
  readonly requests: number;
}

export function collection(id: string, title = id): Collection {
  const extent = {
    spatial: { bbox: [[-180, -90, 180, 90]] as const },
    temporal: { interval: [[null, null]] as const },
  };
  return {
    type: 'Collection',
    stac_version: '1.0.0',
    id,
    title,
    description: id,
    license: 'CC0-1.0',
    extent,
    links: [],
  };
}

export function scene(id: string, datetime: string, properties: object = {}, lon = 0): Item {
  return {
    type: 'Feature',
    stac_version: '1.0.0',
    id,
    collection: 'alpha',
    geometry: { type: 'Point', coordinates: [lon, 10] },
    bbox: [lon, 10, lon, 10],
    properties: { datetime, ...properties },
    links: [],
    assets: { data: { href: `https://example.com/${id}.tif` } },
  };
}

const newestFirst = [{ field: 'datetime', direction: 'desc' }] as const;
const idsOf = (page: SearchPage) => page.items.map(({ id }) => id);
const keyOf = (item: Pick<Item, 'id' | 'collection'>) => `${item.collection}/${item.id}`;

/** What every catalog does. */
export function catalogContract(name: string, open: () => Promise<CatalogUnderTest>, size: ContractSize): void {
  const withCatalog = async (work: (catalog: Catalog, under: CatalogUnderTest) => Promise<void>) => {
    const under = await open();
    try {
      for (const id of collectionIds) await under.catalog.putCollection(collection(id));
      await work(under.catalog, under);
    } finally {
      await under.close();
    }
  };

  describe(`${name}: collections`, () => {
    it('are put once however often they come', () =>
      withCatalog(async (catalog) => {
        assert.equal(await catalog.putCollection(collection('delta')), 'created');
        assert.equal(await catalog.putCollection(collection('delta')), 'unchanged');
        assert.equal(await catalog.putCollection(collection('delta', 'Δ')), 'updated');
        assert.equal((await catalog.getCollection('delta'))?.collection.title, 'Δ');
        assert.deepEqual(
          (await catalog.listCollections()).map(({ id }) => id),
          ['alpha', 'béta', 'delta', 'gamma'],
        );
        assert.equal(await catalog.getCollection('none'), undefined);
      }));

    it('are written only over the version that is expected', () =>
      withCatalog(async (catalog) => {
        await assert.rejects(
          catalog.putCollection(collection('alpha', 'x'), { ifVersion: null }),
          PreconditionFailedError,
        );
        await assert.rejects(catalog.putCollection(collection('new'), { ifVersion: 'v' }), PreconditionFailedError);
        const found = await catalog.getCollection('alpha');
        assert.equal(await catalog.putCollection(collection('alpha', 'x'), { ifVersion: found!.version }), 'updated');
      }));

    it('go with their items', () =>
      withCatalog(async (catalog) => {
        await catalog.putItem(scene('a', '2024-01-01T00:00:00Z'));
        assert.equal(await catalog.deleteCollection('alpha'), true);
        assert.equal(await catalog.deleteCollection('alpha'), false);
        assert.equal(await catalog.getItem('alpha', 'a'), undefined);
        assert.deepEqual(idsOf(await catalog.search({ sortby: newestFirst, limit: 5 })), []);
        await catalog.putCollection(collection('alpha'));
        assert.deepEqual(idsOf(await catalog.search({ sortby: newestFirst, limit: 5 })), []);
        assert.equal(await catalog.putItem(scene('a', '2024-01-01T00:00:00Z')), 'created');
      }));
  });

  describe(`${name}: items`, () => {
    it('are put once however often they come, and equal what was put', () =>
      withCatalog(async (catalog) => {
        const first = scene('a', '2024-01-01T00:00:00Z', { note: 'ünïcode 😀', nested: { deep: [1, null] } });
        assert.equal(await catalog.putItem(first), 'created');
        assert.equal(await catalog.putItem({ ...first }), 'unchanged');
        const stored = await catalog.getItem('alpha', 'a');
        assert.deepEqual(JSON.parse(stored!.json), first);
        assert.deepEqual(stored!.item(), first);
        assert.ok(Math.abs(Date.now() - Date.parse(stored!.updated)) < 60_000);
        const second = scene('a', '2024-01-02T00:00:00Z', {}, 120);
        assert.equal(await catalog.putItem(second), 'updated');
        const found = await catalog.getItem('alpha', 'a');
        assert.deepEqual(found?.item(), second);
        assert.notEqual(found?.version, stored?.version);
        assert.deepEqual(idsOf(await catalog.search({ sortby: newestFirst, limit: 5 })), ['a']);
      }));

    it('of equal content have equal versions, whatever the order of members', () =>
      withCatalog(async (catalog) => {
        const one = scene('a', '2024-01-01T00:00:00Z', { x: 1, y: 2 });
        await catalog.putItem(one);
        const other = { ...one, properties: { y: 2, x: 1, datetime: one.properties.datetime } };
        assert.equal(await catalog.putItem(other), 'unchanged');
      }));

    it('need their collection', () =>
      withCatalog(async (catalog) => {
        const lost = { ...scene('a', '2024-01-01T00:00:00Z'), collection: 'none' };
        await assert.rejects(catalog.putItem(lost), NotFoundError);
        await assert.rejects(catalog.putItems([scene('b', '2024-01-01T00:00:00Z'), lost]), NotFoundError);
      }));

    it('are written and deleted only over the version that is expected', () =>
      withCatalog(async (catalog) => {
        const item = scene('a', '2024-01-01T00:00:00Z');
        await assert.rejects(catalog.putItem(item, { ifVersion: 'v1' }), PreconditionFailedError);
        assert.equal(await catalog.putItem(item, { ifVersion: null, version: 'v1' }), 'created');
        await assert.rejects(catalog.putItem(item, { ifVersion: null }), PreconditionFailedError);
        assert.equal(
          await catalog.putItem(scene('a', '2024-01-02T00:00:00Z'), { ifVersion: 'v1', version: 'v2' }),
          'updated',
        );
        assert.equal((await catalog.getItem('alpha', 'a'))?.version, 'v2');
        await assert.rejects(catalog.deleteItem('alpha', 'a', { ifVersion: 'v1' }), PreconditionFailedError);
        assert.equal(await catalog.deleteItem('alpha', 'a', { ifVersion: 'v2' }), true);
        assert.equal(await catalog.deleteItem('alpha', 'a'), false);
      }));

    it('of one expected version are won by one of many writers', () =>
      withCatalog(async (catalog, under) => {
        await catalog.putItem(scene('a', '2024-01-01T00:00:00Z'), { version: 'v0' });
        const rival = await under.another();
        const puts = Array.from({ length: 8 }, (_, n) =>
          (n % 2 ? rival : catalog).putItem(scene('a', `2024-01-0${n + 1}T00:00:00Z`), {
            version: `w${n}`,
            ifVersion: 'v0',
          }),
        );
        const settled = await Promise.allSettled(puts);
        const won = settled.flatMap(({ status }, n) => (status === 'fulfilled' ? [`w${n}`] : []));
        assert.equal(won.length, 1);
        assert.equal((await catalog.getItem('alpha', 'a'))?.version, won[0]);
        assert.equal((await catalog.search({ sortby: newestFirst, limit: 5 })).items.length, 1);
        await rival.close();
      }));

    it('come in bulk through the same checks', () =>
      withCatalog(async (catalog) => {
        const items = Array.from({ length: 30 }, (_, n) => scene(`s${n % 20}`, `2024-01-${10 + (n % 20)}T00:00:00Z`));
        const outcomes = await catalog.putItems(items);
        assert.equal(outcomes.filter((outcome) => outcome === 'created').length, 20);
        assert.equal(outcomes.filter((outcome) => outcome === 'unchanged').length, 10);
        assert.equal((await catalog.search({ sortby: newestFirst, limit: 100 })).items.length, 20);
      }));

    it('written through one connection are found through another', () =>
      withCatalog(async (catalog, under) => {
        const reader = await under.another();
        assert.deepEqual(idsOf(await reader.search({ sortby: newestFirst, limit: 5 })), []);
        await catalog.putItem(scene('a', '2024-01-01T00:00:00Z'));
        assert.deepEqual(idsOf(await reader.search({ sortby: newestFirst, limit: 5, bbox: [-1, 9, 1, 11] })), ['a']);
        await catalog.putItem(scene('b', '2030-01-01T00:00:00Z', {}, 100));
        assert.deepEqual(idsOf(await reader.search({ sortby: newestFirst, limit: 5, bbox: [99, 9, 101, 11] })), ['b']);
        await reader.close();
      }));
  });

  describe(`${name}: search`, () => {
    it(
      'answers as the evaluator would over every item, page by page, forward and back',
      { timeout: 120_000 },
      async () => {
        const generated = fc.tuple(
          fc.array(anyItem, { minLength: Math.floor(size.items / 2), maxLength: size.items }),
          fc.array(anyRequest, { minLength: size.requests, maxLength: size.requests }),
        );
        await fc.assert(
          fc.asyncProperty(generated, ([items, requests]) =>
            withCatalog(async (catalog) => {
              await catalog.putItems(items);
              const kept = [...new Map(items.map((item) => [keyOf(item), item])).values()];
              for (const request of requests) await holdsToEvaluator(catalog, kept, request);
            }),
          ),
          { numRuns: size.runs, endOnFailure: true },
        );
      },
    );

    it('pages through items that share a time', () =>
      withCatalog(async (catalog) => {
        const ids = Array.from({ length: 150 }, (_, n) => `t${String(n).padStart(3, '0')}`);
        await catalog.putItems(ids.toReversed().map((id) => scene(id, '2024-01-01T00:00:00Z')));
        const request: SearchRequest = { sortby: newestFirst, limit: 40 };
        assert.deepEqual((await walk(catalog, request, 'next')).flatMap(idsOf), ids);
      }));

    it('stays exact while items are written, moved and deleted between pages', () =>
      withCatalog(async (catalog) => {
        const at = (n: number) => new Date(Date.UTC(2024, 0, 1) + n * 60_000).toISOString();
        await catalog.putItems(Array.from({ length: 60 }, (_, n) => scene(`s${n}`, at(n), {}, n % 7)));
        const request: SearchRequest = { sortby: newestFirst, limit: 10 };
        const seen: string[] = [];
        let page = await catalog.search(request);
        for (let turn = 0; ; turn++) {
          seen.push(...idsOf(page));
          if (!page.next) break;
          await catalog.putItem(scene(`new${turn}`, at(1000 + turn)));
          await catalog.putItem(scene(`s${turn}`, at(turn), { rewritten: turn }, 150));
          await catalog.deleteItem('alpha', seen.at(-1)!);
          page = await catalog.search({ ...request, token: page.next });
        }
        assert.deepEqual(
          seen,
          Array.from({ length: 60 }, (_, n) => `s${59 - n}`),
        );
        const back: string[] = [];
        for (let token = page.prev; token; token = page.prev) {
          page = await catalog.search({ ...request, token });
          back.unshift(...idsOf(page));
          await catalog.putItem(scene(`old${back.length}`, at(-1000)));
        }
        const deleted = new Set(Array.from({ length: 5 }, (_, n) => `s${50 - 10 * n}`));
        const kept = seen.slice(0, 50).filter((id) => !deleted.has(id));
        assert.deepEqual(
          back.filter((id) => id.startsWith('s')),
          kept,
        );
        assert.deepEqual(
          back.filter((id) => id.startsWith('new')),
          ['new4', 'new3', 'new2', 'new1', 'new0'],
        );
      }));

    it('counts items in the cell of a grid that holds their middle, however near its edge it is', () =>
      withCatalog(async (catalog) => {
        const edges = [0, 45, -90, 179.99999975, -180];
        const widths = [1.9999996, 2, 2.0000004, 1.9999991, 0.0000003];
        const items = edges.flatMap((west, at) =>
          widths.map((width, n) => {
            const ends = [
              [west - 1, 10],
              [west - 1 + width, 10],
            ];
            const geometry = { type: 'LineString' as const, coordinates: ends };
            return { ...scene(`e${at}-${n}`, '2024-01-01T00:00:00Z'), geometry };
          }),
        );
        await catalog.putItems(items);
        const names = ['centroid_geohash_grid_frequency', 'centroid_geotile_grid_frequency'];
        for (const precision of [1, 2, 4, 9]) {
          const options = { geohashPrecision: precision, geotilePrecision: precision };
          const found = await catalog.aggregate({ sortby: newestFirst, limit: 1 }, names, options);
          const answered = found.map(({ name }) => name);
          assert.deepEqual(found, aggregateEach(items, answered, options));
        }
      }));

    it('leads back from an empty page', () =>
      withCatalog(async (catalog) => {
        await catalog.putItems(['a', 'b', 'c'].map((id, n) => scene(id, `2024-01-0${n + 1}T00:00:00Z`)));
        const first = await catalog.search({ sortby: newestFirst, limit: 2 });
        await catalog.deleteItem('alpha', 'a');
        const empty = await catalog.search({ sortby: newestFirst, limit: 2, token: first.next! });
        assert.deepEqual(idsOf(empty), []);
        assert.deepEqual(idsOf(await catalog.search({ sortby: newestFirst, limit: 2, token: empty.prev! })), [
          'c',
          'b',
        ]);
      }));

    it('refuses a token that is none, and one of another order', () =>
      withCatalog(async (catalog) => {
        await catalog.putItems(['a', 'b'].map((id) => scene(id, '2024-01-01T00:00:00Z')));
        const { next } = await catalog.search({ sortby: newestFirst, limit: 1 });
        const names = (error: unknown) => error instanceof InvalidInputError && error.issues[0]?.field === 'token';
        for (const token of ['x', '', 'bnVsbA', Buffer.from('["next"]').toString('base64url')]) {
          await assert.rejects(catalog.search({ sortby: newestFirst, limit: 1, token }), names);
        }
        await assert.rejects(
          catalog.search({ sortby: [{ field: 'id', direction: 'asc' }], limit: 1, token: next! }),
          names,
        );
      }));
  });
}

function aggregateEach(items: readonly Item[], names: readonly string[], options: TallyOptions) {
  return names.map((name) => {
    const tally = tallies[name]!(name, options);
    for (const item of items) tally.add(item);
    return tally.answer();
  });
}

async function walk(catalog: Catalog, request: SearchRequest, way: 'next' | 'prev'): Promise<SearchPage[]> {
  const pages = [await catalog.search(request)];
  for (let token = pages[0]![way]; token; token = pages.at(-1)![way]) {
    pages.push(await catalog.search({ ...request, token }));
    assert.ok(pages.length < 1000, 'paging ends');
  }
  return pages;
}

async function holdsToEvaluator(catalog: Catalog, items: readonly Item[], request: SearchRequest): Promise<void> {
  const expected = items.filter(compileSearch(request)).sort(compareItems(request.sortby));
  const pages = await walk(catalog, request, 'next');
  const found = pages.flatMap(({ items }) => items);
  assert.deepEqual(found.map(keyOf), expected.map(keyOf), `forward: ${JSON.stringify(request)}`);
  const last = pages.at(-1)!;
  const back = last.prev ? await walk(catalog, { ...request, token: last.prev }, 'prev') : [];
  const before = back.toReversed().flatMap(({ items }) => items);
  const wanted = expected.slice(0, expected.length - last.items.length);
  assert.deepEqual(before.map(keyOf), wanted.map(keyOf), `back: ${JSON.stringify(request)}`);
  const count = await catalog.count(request);
  if (count !== undefined) assert.equal(count, expected.length, `count: ${JSON.stringify(request)}`);
  for (const { matched } of [pages[0]!, await catalog.search({ ...request, limit: 1 })])
    if (matched !== undefined) assert.equal(matched, expected.length, `matched: ${JSON.stringify(request)}`);
  for (const [geohashPrecision, geotilePrecision] of [
    [2, 3],
    [5, 16],
  ] as const) {
    const options = { geohashPrecision, geotilePrecision };
    const names = Object.keys(outlineTallies);
    const counted = await catalog.aggregate(request, names, options);
    const answered = counted.map(({ name }) => name);
    assert.deepEqual(counted, aggregateEach(expected, answered, options), JSON.stringify(request));
  }
  const content = new Map(items.map((item) => [keyOf(item), item]));
  for (const stored of found.slice(0, 3)) assert.deepEqual(stored.item(), content.get(keyOf(stored)));
}
