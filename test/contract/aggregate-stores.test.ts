import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Catalog } from '../../lib/catalog/catalog.ts';
import { openCosmosCatalog } from '../../lib/catalog/cosmos-catalog.ts';
import { openSqliteCatalog } from '../../lib/catalog/sqlite-catalog.ts';
import { parseSearchPost } from '../../lib/search/parse-search.ts';
import { aggregate } from '../../lib/stac/aggregate.ts';
import { itemFacts } from '../../lib/stac/item-facts.ts';
import { tallies } from '../../lib/stac/tallies.ts';
import { testCollection, testItem } from '../helpers/stac-documents.ts';
import { startCosmosEmulator, type CosmosEmulator } from './cosmos-emulator.ts';

describe('aggregations and queryables', () => {
  let emulator: CosmosEmulator;
  let stores: readonly Catalog[];
  before(async () => {
    emulator = await startCosmosEmulator();
    const cosmos = await openCosmosCatalog(await emulator.database(), { staleness: 0 });
    stores = [openSqliteCatalog(':memory:'), cosmos];
    for (const catalog of stores) {
      for (const id of ['a', 'b', 'empty']) await catalog.putCollection(testCollection(id));
      await catalog.putItems(
        Array.from({ length: 40 }, (_, n) => testItem(n % 3 === 0 ? 'a' : 'b', `i-${n}`, 1 + (n % 28))),
      );
    }
  });
  after(async () => {
    for (const catalog of stores) await catalog.close();
    await emulator.close();
  });

  it('are the same of both stores', async () => {
    const options = { geohashPrecision: 3, geotilePrecision: 7 };
    for (const body of [{}, { collections: ['a'] }, { query: { 'eo:cloud_cover': { lt: 9 } } }, { ids: ['none'] }]) {
      const { request } = parseSearchPost(body);
      const [ofSqlite, ofCosmos] = await Promise.all(
        stores.map((catalog) => aggregate(catalog, request, Object.keys(tallies), options)),
      );
      assert.deepEqual(ofCosmos, ofSqlite);
    }
    for (const id of ['a', 'empty']) {
      const [ofSqlite, ofCosmos] = await Promise.all(stores.map((catalog) => itemFacts(catalog, id)));
      assert.deepEqual(ofCosmos, ofSqlite);
    }
  });
});
