import { openBody } from './item-body.ts';
import type { OpenItem } from './page.ts';
import type { Database } from './sqlite-database.ts';
import type { Dictionaries } from './sqlite-dictionaries.ts';

const columns = `SELECT item.id, collection.id AS collection, item.version, item.updated, item.d,
item.geometry, item.properties, item.rest, item.is_foreign FROM item JOIN collection USING (c)`;

interface ItemRow {
  readonly id: string;
  readonly collection: string;
  readonly version: string;
  readonly updated: number;
  readonly d: number;
  readonly geometry: string;
  readonly properties: string;
  readonly rest: Uint8Array;
  readonly is_foreign: number;
}

export interface ItemReader {
  readonly database: Database;
  readonly dictionaries: Dictionaries;
}

export function readRow(reader: ItemReader, n: number): OpenItem | undefined {
  return open(reader, reader.database.prepare(`${columns} WHERE item.n = ?`).get(n));
}

export function readById(reader: ItemReader, collection: string, id: string): OpenItem | undefined {
  return open(
    reader,
    reader.database.prepare(`${columns} WHERE item.id = ? AND collection.id = ?`).get(id, collection),
  );
}

/** @param ids and `collections` are JSON arrays: ids, numbers of collections */
export function* readByIds(reader: ItemReader, ids: string, collections: string): Generator<OpenItem> {
  const sql = `${columns} WHERE item.id IN (SELECT value FROM json_each(?)) AND item.c IN (SELECT value FROM json_each(?))`;
  for (const row of reader.database.prepare(sql).iterate(ids, collections)) {
    const item = open(reader, row);
    if (item) yield item;
  }
}

function open({ dictionaries }: ItemReader, found: object | undefined): OpenItem | undefined {
  if (!found) return undefined;
  const { id, collection, version, updated, d, geometry, properties, rest, is_foreign: foreign } = found as ItemRow;
  const row = { id, collection, version, updated: new Date(updated).toISOString() };
  return openBody(row, { geometry, properties, rest, foreign: foreign === 1 }, dictionaries.read(d));
}
