import type { Collection } from '../stac/collection.ts';
import { PreconditionFailedError } from '../errors.ts';
import type { PutItemOptions, PutOutcome } from './catalog.ts';
import { contentVersion } from './content-version.ts';
import type { Database } from './sqlite-database.ts';
import { collectionNumber } from './sqlite-write.ts';

/** Inside a write transaction. @throws {PreconditionFailedError} */
export function writeCollection(database: Database, collection: Collection, options: PutItemOptions = {}): PutOutcome {
  const found = readCollection(database, collection.id)?.version;
  const { ifVersion } = options;
  if (ifVersion !== undefined && ifVersion !== (found ?? null)) {
    throw new PreconditionFailedError(`Collection ${collection.id}`, ifVersion, found ?? null);
  }
  const version = options.version ?? contentVersion(collection);
  if (found === version) return 'unchanged';
  const sql = `INSERT INTO collection (id, version, updated, json) VALUES (?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET version = excluded.version, updated = excluded.updated, json = excluded.json`;
  database.prepare(sql).run(collection.id, version, Date.now(), JSON.stringify(collection));
  return found === undefined ? 'created' : 'updated';
}

export function readCollection(
  database: Database,
  id: string,
): { readonly collection: Collection; readonly version: string } | undefined {
  const row = database.prepare('SELECT version, json FROM collection WHERE id = ?').get(id);
  return row && { collection: JSON.parse(String(row['json'])) as Collection, version: String(row['version']) };
}

export function readCollections(database: Database): readonly Collection[] {
  const rows = database.prepare('SELECT json FROM collection ORDER BY id').all();
  return rows.map((row) => JSON.parse(String(row['json'])) as Collection);
}

/** Inside a write transaction. */
export function removeCollection(database: Database, id: string): boolean {
  const c = collectionNumber(database, id);
  if (c === undefined) return false;
  for (const table of ['by_cell', 'by_time', 'item', 'dictionary', 'collection']) {
    database.prepare(`DELETE FROM ${table} WHERE c = ?`).run(c);
  }
  const stamp = 'SELECT max(stamp) + 1 FROM bucket';
  database.prepare(`UPDATE bucket SET items = 0, stamp = (${stamp}) WHERE c = ?`).run(c);
  return true;
}

/** The id of a collection by its number. Numbers are never given again. */
export type CollectionNames = (c: number) => string;

export function collectionNames(database: Database): CollectionNames {
  const known = new Map<number, string>();
  return (c) => {
    const name = known.get(c) ?? String(database.prepare('SELECT id FROM collection WHERE c = ?').get(c)?.['id']);
    known.set(c, name);
    return name;
  };
}
