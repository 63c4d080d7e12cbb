import type { LokiCollection, LokiDatabase, LokiDocument, LokiStore } from './azurite-modules.ts';
import type { DocumentChange, MetadataFile } from './metadata-file.ts';

/** Keeps a LokiJS database of Azurite in the metadata file instead of a JSON file that is written as a whole every few
 * seconds: `takeChanges` gives what changed since the last call, a document at a time. */
export interface DurableStore {
  /** Documents changed since the last call. */
  takeChanges(): DocumentChange[];
}

export function makeDurable(name: string, store: LokiStore, file: MetadataFile): DurableStore {
  const { db } = store;
  db.autosaveDisable();
  db.isIncremental = true;
  db.saveDatabase = (callback) => callback?.();
  // Azurite loads the file at this path when it exists; ours are loaded below, after it made its collections.
  store.lokiDBPath = `${store.lokiDBPath}.unused`;
  const init = store.init.bind(store);
  let restored = false;
  store.init = async () => {
    await init();
    if (restored) return;
    restored = true;
    for (const collection of db.collections) restore(collection, file.documents(name, collection.name));
  };
  return { takeChanges: () => db.collections.flatMap((collection) => changes(name, collection)) };
}

function restore(collection: LokiCollection, rows: Iterable<{ readonly id: number; readonly json: string }>): void {
  for (const { id, json } of rows) {
    collection.data.push(JSON.parse(json) as LokiDocument);
    collection.maxId = Math.max(collection.maxId, id);
  }
  collection.ensureId();
  for (const field of collection.uniqueNames) collection.ensureUniqueIndex(field);
  collection.ensureAllIndexes(true);
}

function changes(store: string, collection: LokiCollection): DocumentChange[] {
  if (collection.dirtyIds.length === 0) return [];
  const ids = new Set(collection.dirtyIds);
  collection.dirtyIds = [];
  return [...ids].map((id) => {
    const document = collection.get(id);
    const where = { store, collection: collection.name, id };
    return document ? { ...where, json: JSON.stringify(document) } : where;
  });
}

export function collectionOf(db: LokiDatabase, name: string): LokiCollection {
  const found = db.collections.find((collection) => collection.name === name);
  if (!found) throw new Error(`Azurite has no collection ${name}: is this another version of it?`);
  return found;
}
