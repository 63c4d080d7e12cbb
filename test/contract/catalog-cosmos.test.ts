import { after, before } from 'node:test';
import { openCosmosCatalog } from '../../lib/catalog/cosmos-catalog.ts';
import { catalogContract } from './catalog.contract.ts';
import { startCosmosEmulator, type CosmosEmulator } from './cosmos-emulator.ts';

let emulator: CosmosEmulator;
before(async () => {
  emulator = await startCosmosEmulator();
});
after(() => emulator.close());

catalogContract(
  'Cosmos DB',
  async () => {
    const settings = await emulator.database();
    const open = () => openCosmosCatalog(settings, { staleness: 0 });
    const catalog = await open();
    return { catalog, another: open, close: () => catalog.close() };
  },
  { runs: 2, items: 80, requests: 25 },
);
