import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteRecords } from '../../lib/catalog/sqlite-records.ts';
import { recordsContract } from './records.contract.ts';

recordsContract('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'revisit-records-'));
  const path = join(folder, 'catalog.sqlite');
  const records = openSqliteRecords(path);
  return {
    records,
    another: async () => openSqliteRecords(path),
    close: async () => {
      await records.close();
      await rm(folder, { recursive: true });
    },
  };
});
