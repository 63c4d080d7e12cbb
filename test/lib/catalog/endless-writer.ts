import { openSqliteCatalog } from '../../../lib/catalog/sqlite-catalog.ts';
import { openSqliteRecords } from '../../../lib/catalog/sqlite-records.ts';
import { collection, scene } from '../../contract/catalog.contract.ts';

/** Writes to the catalog named by the first argument until it is killed, and says after each commit how far it came. */
const path = process.argv[2]!;
const catalog = openSqliteCatalog(path);
const records = openSqliteRecords(path);
await catalog.putCollection(collection('alpha'));
for (let round = 0; ; round++) {
  const at = new Date(Date.UTC(2024, 0, 1) + round * 1000).toISOString();
  await catalog.putItems(Array.from({ length: 20 }, (_, n) => scene(`r${round}-${n}`, at, { round }, n)));
  await records.append('rounds', 'all', `r${round}`, round);
  process.stdout.write(`${round}\n`);
}
