import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import type { FeatureCollection } from 'geojson';
import type { Catalog } from '../../lib/catalog/catalog.ts';
import { openCosmosCatalog } from '../../lib/catalog/cosmos-catalog.ts';
import { parseSearchPost } from '../../lib/search/parse-search.ts';
import type { Item } from '../../lib/stac/item.ts';
import { sharedData, sharedDataMissing } from '../data/shared-data.ts';
import { stacApp, type StacApp } from '../helpers/stac-app.ts';
import { startCosmosEmulator, type CosmosEmulator } from './cosmos-emulator.ts';

const read = (path: string) => readFileSync(sharedData(`cql2/${path}`), 'utf8');

interface Vector {
  readonly collection: string;
  readonly filter: string;
  readonly expected: number;
}

/** The abstract test suite of CQL2 (OGC 21-065r2, annex A): Natural Earth features as items, and the count that each filter must
 * find. The evaluator has its own test; here each store answers with what it pushes down, and HTTP with what it parses. */
describe('CQL2 by the standard’s own vectors, over stores and HTTP', { skip: sharedDataMissing }, () => {
  let emulator: CosmosEmulator;
  let cosmos: Catalog;
  let app: StacApp;
  let vectors: readonly Vector[];

  before(async () => {
    vectors = read('ats_natural_earth_expected_counts.ndjson')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Vector);
    emulator = await startCosmosEmulator();
    cosmos = await openCosmosCatalog(await emulator.database(), { staleness: 0 });
    app = stacApp();
    for (const id of new Set(vectors.map(({ collection }) => collection))) {
      const items = itemsOf(id);
      for (const catalog of [cosmos, app.catalog]) {
        await catalog.putCollection(collectionOf(id));
        await catalog.putItems(items);
      }
    }
  });
  after(async () => {
    await app.close();
    await cosmos.close();
    await emulator.close();
  });

  it('SQLite, over HTTP as text', async () => {
    const found = [];
    for (const { collection, filter } of vectors) {
      const answer = await app.request(
        'GET',
        `/collections/${collection}/items?${new URLSearchParams({ limit: '1000', filter }).toString()}`,
      );
      found.push({ filter, count: (answer.json() as { features: unknown[] }).features.length });
    }
    assert.equal(vectors.length, 130);
    assert.deepEqual(found, expected(vectors));
  });

  it('Cosmos DB', async () => {
    const found = [];
    for (const { collection, filter } of vectors) {
      const { request } = parseSearchPost({
        collections: [collection],
        filter,
        'filter-lang': 'cql2-text',
        limit: 1000,
      });
      found.push({ filter, count: (await cosmos.search(request)).items.length });
    }
    assert.deepEqual(found, expected(vectors));
  });
});

function expected(vectors: readonly Vector[]) {
  return vectors.map((vector) => ({ filter: vector.filter, count: vector.expected }));
}

function itemsOf(collection: string): Item[] {
  const { features } = JSON.parse(read(`natural_earth/${collection}.geojson`)) as FeatureCollection;
  return features.map((feature, index) => ({
    type: 'Feature',
    stac_version: '1.0.0',
    id: `feature-${index}`,
    collection,
    geometry: feature.geometry,
    // The filters call the geometry `geom`.
    properties: { datetime: '2020-01-01T00:00:00Z', ...feature.properties, geom: feature.geometry },
    links: [],
    assets: {},
  }));
}

function collectionOf(id: string) {
  return {
    type: 'Collection',
    stac_version: '1.0.0',
    id,
    description: 'Natural Earth',
    license: 'public-domain',
    extent: { spatial: { bbox: [[-180, -90, 180, 90]] }, temporal: { interval: [[null, null]] } },
    links: [],
  } as const;
}
