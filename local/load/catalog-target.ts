import { openSqliteCatalog } from '../../lib/catalog/sqlite-catalog.ts';
import { writeBulk } from '../../lib/stac/bulk-write.ts';
import type { Target } from './target.ts';

/** The catalog of a local stack, as one writer more beside a stack that runs: its next search finds what was written. */
export function catalogTarget(path: string): Target {
  const catalog = openSqliteCatalog(path);
  return {
    name: path,
    hasCollection: async (id) => (await catalog.getCollection(id)) !== undefined,
    makeCollection: async (collection) => {
      if (!(await catalog.getCollection(collection.id))) await catalog.putCollection(collection);
    },
    setExtent: async (id, extent) => {
      const found = await catalog.getCollection(id);
      if (found) await catalog.putCollection({ ...found.collection, extent }, { ifVersion: found.version });
    },
    put: async (items) => {
      const outcomes = await writeBulk({ catalog }, items, 'upsert');
      const counts = { created: 0, updated: 0, unchanged: 0 };
      const refused = [];
      for (const [index, outcome] of outcomes.entries()) {
        if (outcome instanceof Error) refused.push({ index, reason: outcome.message });
        else counts[outcome] += 1;
      }
      return { ...counts, refused };
    },
    close: () => catalog.close(),
  };
}
