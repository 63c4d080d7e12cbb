import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import type { Collection } from '../../../lib/stac/collection.ts';
import type { Item } from '../../../lib/stac/item.ts';
import { sharedData, sharedDataMissing } from '../../data/shared-data.ts';
import { stacApp, type StacApp } from '../../helpers/stac-app.ts';
import { linkOf, testCollection, type Page } from '../../helpers/stac-documents.ts';

/** A search as pgstac's own tests recorded it. */
interface Vector {
  readonly fn: 'search' | 'pagewalk' | 'collection_search';
  readonly query: Readonly<Record<string, unknown>>;
  readonly ids: readonly string[];
  readonly numberMatched: number | null;
  readonly pages?: readonly (readonly string[])[];
}

/** Recorded searches that are answered otherwise, and why. Every other one is answered alike. */
const otherwise: readonly (readonly [part: string, why: string, status: 200 | 400])[] = [
  ['"anyinteracts":', 'CQL of 2019, before CQL2: refused by name', 400],
  ['{"lt": [', 'CQL of 2019, before CQL2: refused by name', 400],
  ['naip:year', 'one item says "2012" in quotes, which pgstac casts to a number and CQL2 does not', 200],
];

describe('searches recorded from pgstac, over HTTP', { skip: sharedDataMissing }, () => {
  const lines = (path: string) => readFileSync(sharedData(path), 'utf8').split('\n').filter(Boolean);
  const vectors = sharedDataMissing
    ? []
    : lines('search/pgstac_search_vectors.ndjson').map((line) => JSON.parse(line) as Vector);
  let app: StacApp;
  before(async () => {
    app = stacApp();
    for (const path of ['search/pgstac_collections.ndjson', 'search/free_text_collections.ndjson'])
      for (const line of lines(path)) await app.catalog.putCollection(JSON.parse(line) as Collection);
    await app.catalog.putItems(lines('search/pgstac_items.ndjson').map((line) => JSON.parse(line) as Item));
  });
  after(() => app.close());

  const idsOf = ({ features }: Page) => features.map(({ id }) => id);
  const search = async (body: object): Promise<Page> => {
    const answer = await app.request('POST', '/search', { body });
    assert.equal(answer.status, 200, answer.text);
    return answer.json() as Page;
  };

  /** Pages to the end, by the links. */
  async function walk(body: object, limit: number): Promise<readonly Page[]> {
    const pages = [await search({ ...body, limit })];
    for (let next; (next = linkOf(pages.at(-1)!, 'next'));) pages.push(await search(next.body as object));
    return pages;
  }

  for (const [index, vector] of vectors.entries()) {
    const { fn, query, ids, numberMatched } = vector;
    const text = JSON.stringify(query).replaceAll('":', '": ');
    const exception = otherwise.find(([part]) => text.includes(part));
    it(`${index} ${fn} ${text.slice(0, 120)}${exception ? ` — ${exception[1]}` : ''}`, async () => {
      if (exception) {
        const answer = await app.request('POST', '/search', { body: query });
        assert.equal(answer.status, exception[2], answer.text);
        if (answer.status === 200) assert.notDeepEqual(idsOf(answer.json() as Page).sort(), [...ids].sort());
        return;
      }
      if (fn === 'collection_search') {
        const q = [query['q']].flat().join(',');
        const answer = await app.request('GET', `/collections?q=${encodeURIComponent(q)}`);
        const { collections } = answer.json() as { readonly collections: readonly Collection[] };
        assert.deepEqual(
          collections.map(({ id }) => id),
          ids,
        );
        return;
      }
      // pgstac's page has 10 items by default. It breaks ties its own way, so order counts where the search fixes it.
      const limit = (query['limit'] as number | undefined) ?? 10;
      const fixed = JSON.stringify(query['sortby'] ?? []).includes('"id"');
      const pages = await walk(query, limit);
      const all = pages.flatMap(idsOf);
      assert.equal(new Set(all).size, all.length);
      const recorded = vector.pages ?? [ids];
      if (fixed) assert.deepEqual(pages.slice(0, recorded.length).map(idsOf), recorded);
      else
        assert.deepEqual(
          pages.slice(0, recorded.length).map(({ features }) => features.length),
          recorded.map((page) => page.length),
        );
      for (const id of recorded.flat()) assert.ok(all.includes(id), id);
      if (numberMatched !== null && numberMatched !== undefined) assert.equal(all.length, numberMatched);
      const fields = (query['fields'] as { include?: string[] } | undefined)?.include;
      if (fields?.length === 1)
        for (const { features } of pages)
          for (const item of features) assert.deepEqual(Object.keys(item).sort(), ['collection', 'id']);
    });
  }

  it('one item for each id of a collection: the later of two', async () => {
    const items = lines('search/pgstac_items_duplicate_ids.ndjson').map((line) => JSON.parse(line) as Item);
    for (const item of items) await app.catalog.putItem(item);
    const page = await search({ ids: items.map(({ id }) => id), collections: [items[0]!.collection] });
    assert.deepEqual(idsOf(page).length, new Set(items.map(({ id }) => id)).size);
    assert.deepEqual(page.features[0]?.properties, items.at(-1)!.properties);
  });

  it('hydrated items come back as they were', async () => {
    const read = (path: string) => JSON.parse(readFileSync(sharedData(`search/hydration/${path}`), 'utf8')) as unknown;
    const item = read('raw-items/landsat-c2-l1/LM04_L1GS_001001_19830527_02_T2.json') as Item;
    await app.catalog.putCollection(testCollection(item.collection));
    await app.catalog.putItem(item);
    const [found] = (await search({ ids: [item.id] })).features;
    for (const member of ['geometry', 'bbox', 'properties', 'assets', 'stac_extensions'] as const)
      assert.deepEqual(found?.[member], item[member], member);
  });
});
