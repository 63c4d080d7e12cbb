import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openThreadedSqliteCatalog } from '../../lib/catalog/sqlite-threads.ts';
import { catalogContract } from './catalog.contract.ts';

catalogContract(
  'SQLite with threads',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'revisit-catalog-'));
    const path = join(folder, 'catalog.sqlite');
    const catalog = openThreadedSqliteCatalog(path, { threads: 2 });
    return {
      catalog,
      another: async () => openThreadedSqliteCatalog(path, { threads: 2 }),
      close: async () => {
        await catalog.close();
        await rm(folder, { recursive: true });
      },
    };
  },
  { runs: 4, items: 250, requests: 40 },
);
