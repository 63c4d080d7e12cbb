import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Catalog } from '../../lib/catalog/catalog.ts';
import { openCosmosCatalog } from '../../lib/catalog/cosmos-catalog.ts';
import { openSqliteCatalog } from '../../lib/catalog/sqlite-catalog.ts';
import { writeBulk, type BulkMethod } from '../../lib/stac/bulk-write.ts';
import type { Item } from '../../lib/stac/item.ts';
import { testCollection, testItem } from '../helpers/stac-documents.ts';
import { startCosmosEmulator, type CosmosEmulator } from './cosmos-emulator.ts';

let emulator: CosmosEmulator;
before(async () => {
  emulator = await startCosmosEmulator();
});
after(() => emulator.close());

const stores: Readonly<Record<string, () => Promise<Catalog>>> = {
  SQLite: async () => openSqliteCatalog(':memory:'),
  'Cosmos DB': async () => openCosmosCatalog(await emulator.database(), { staleness: 0 }),
};

for (const [name, open] of Object.entries(stores)) {
  describe(`Bulk writes to ${name}`, () => {
    let catalog: Catalog;
    before(async () => {
      catalog = await open();
      await catalog.putCollection(testCollection('a'));
    });
    after(() => catalog.close());
    const items = (prefix: string, day: number) =>
      Array.from({ length: 40 }, (_, n) => testItem('a', `${prefix}-${n}`, day));
    const kinds = async (given: readonly Item[], method: BulkMethod): Promise<readonly string[]> => {
      const outcomes = await writeBulk({ catalog }, given, method);
      return outcomes.map((outcome) => (outcome instanceof Error ? outcome.name : outcome));
    };
    const all = (outcome: string) => Array.from({ length: 40 }, () => outcome);

    it('upsert tells created, unchanged and updated', async () => {
      assert.deepEqual(await kinds(items('u', 1), 'upsert'), all('created'));
      assert.deepEqual(await kinds(items('u', 1), 'upsert'), all('unchanged'));
      assert.deepEqual(await kinds(items('u', 2), 'upsert'), all('updated'));
    });
    it('insert refuses what is there, and writes the others', async () => {
      await writeBulk({ catalog }, items('i', 1).slice(10, 20), 'upsert');
      const outcomes = await kinds(items('i', 2), 'insert');
      assert.deepEqual(outcomes, [
        ...all('created').slice(0, 10),
        ...all('ConflictError').slice(0, 10),
        ...all('created').slice(0, 20),
      ]);
      assert.equal((await catalog.getItem('a', 'i-10'))?.item().properties.datetime, '2024-01-01T10:00:00Z');
    });
    it('cut short and sent again, everything is there once', async () => {
      const wanted = items('c', 1);
      await writeBulk({ catalog }, wanted.slice(0, 17), 'upsert');
      const outcomes = await kinds(wanted, 'upsert');
      assert.deepEqual(outcomes, [...all('unchanged').slice(0, 17), ...all('created').slice(0, 23)]);
    });
    it('an unknown collection fails the whole', async () => {
      await assert.rejects(writeBulk({ catalog }, [testItem('none', 'x')], 'upsert'), { name: 'NotFoundError' });
    });
  });
}

describe('A document over the limit of Cosmos DB', () => {
  it('is refused by itself, before anything of it is written', async () => {
    const catalog = await stores['Cosmos DB']!();
    await catalog.putCollection(testCollection('a'));
    const small = testItem('a', 'b', 1);
    await catalog.putItem(small);
    const large = testItem('a', 'b', 2, { description: 'x'.repeat(2_100_000) });
    const outcomes = await writeBulk({ catalog }, [testItem('a', 'a'), large, testItem('a', 'c')], 'upsert');
    assert.ok(outcomes[1] instanceof Error && outcomes[1].name === 'PayloadTooLargeError');
    assert.deepEqual((await catalog.getItem('a', 'b'))?.item(), small);
    for (const id of ['a', 'c']) assert.ok(await catalog.getItem('a', id), id);
    await catalog.close();
  });
});
