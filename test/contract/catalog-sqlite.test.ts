import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteCatalog } from '../../lib/catalog/sqlite-catalog.ts';
import { catalogContract } from './catalog.contract.ts';

catalogContract(
  'SQLite',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'revisit-catalog-'));
    const path = join(folder, 'catalog.sqlite');
    const catalog = openSqliteCatalog(path);
    return {
      catalog,
      another: async () => openSqliteCatalog(path),
      close: async () => {
        await catalog.close();
        await rm(folder, { recursive: true });
      },
    };
  },
  { runs: 12, items: 250, requests: 40 },
);
