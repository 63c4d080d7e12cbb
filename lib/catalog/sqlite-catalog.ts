import type { Catalog } from './catalog.ts';
import { aggregateSqlite } from './sqlite-aggregate.ts';
import { bucketCatalog, bucketChanges } from './sqlite-buckets.ts';
import {
  collectionNames,
  readCollection,
  readCollections,
  removeCollection,
  writeCollection,
} from './sqlite-collections.ts';
import { countSqlite } from './sqlite-count.ts';
import { openDatabase } from './sqlite-database.ts';
import { dictionaries as dictionariesOf } from './sqlite-dictionaries.ts';
import { readById } from './sqlite-rows.ts';
import { ensureSchema } from './sqlite-schema.ts';
import { searchSqlite } from './sqlite-search.ts';
import { removeItem, writeItem, type WriteContext } from './sqlite-write.ts';

/** The embedded catalog: one file, any number of processes. Each call runs to its end before it returns its promise.
 * @param path of the file, made when absent; `:memory:` for one that goes with the process */
export function openSqliteCatalog(path: string): Catalog {
  const database = openDatabase(path);
  ensureSchema(database);
  const dictionaries = dictionariesOf(database);
  const buckets = bucketCatalog(database);
  const context = { database, dictionaries, buckets, names: collectionNames(database) };
  const write = <T>(work: (context: WriteContext) => T): T => {
    const changes = bucketChanges(database);
    try {
      return database.write(() => {
        const done = work({ database, dictionaries, buckets: changes });
        changes.write();
        return done;
      });
    } catch (error) {
      dictionaries.forget();
      throw error;
    } finally {
      buckets.touch();
    }
  };
  return {
    putCollection: async (collection, options) => write(() => writeCollection(database, collection, options)),
    getCollection: async (id) => readCollection(database, id),
    listCollections: async () => readCollections(database),
    deleteCollection: async (id) => write(() => removeCollection(database, id)),
    putItem: async (item, options) => write((writing) => writeItem(writing, item, options)),
    putItems: async (items) => write((writing) => items.map((item) => writeItem(writing, item))),
    getItem: async (collection, id) => readById(context, collection, id)?.stored,
    deleteItem: async (collection, id, options) =>
      write((writing) => removeItem(writing, collection, id, options?.ifVersion)),
    search: async (request) => searchSqlite(context, request),
    count: async (request) => countSqlite(context, request),
    aggregate: async (request, names, options) => aggregateSqlite(context, request, names, options),
    close: async () => database.close(),
  };
}
