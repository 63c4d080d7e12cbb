import { after, before } from 'node:test';
import { openCosmosRecords } from '../../lib/catalog/cosmos-records.ts';
import { startCosmosEmulator, type CosmosEmulator } from './cosmos-emulator.ts';
import { recordsContract } from './records.contract.ts';

let emulator: CosmosEmulator;
before(async () => {
  emulator = await startCosmosEmulator();
});
after(() => emulator.close());

recordsContract('Cosmos DB', async () => {
  const settings = await emulator.database();
  const records = await openCosmosRecords(settings);
  return { records, another: () => openCosmosRecords(settings), close: () => records.close() };
});
