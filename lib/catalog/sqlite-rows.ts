import type { StatementSync } from 'node:sqlite';
import { openBody } from './open-body.ts';
import type { OpenItem } from './page.ts';
import type { CollectionNames } from './sqlite-collections.ts';
import type { Database } from './sqlite-database.ts';
import type { Dictionaries } from './sqlite-dictionaries.ts';

const columns = `SELECT id, c, version, updated, d, geometry, properties, rest, is_foreign FROM item`;

/** In the order of the columns. */
type ItemRow = readonly [
  id: string,
  c: number,
  version: string,
  updated: number,
  d: number,
  geometry: string,
  properties: string,
  rest: Uint8Array,
  isForeign: number,
];

export interface ItemReader {
  readonly database: Database;
  readonly dictionaries: Dictionaries;
  readonly names: CollectionNames;
}

export function readRow(reader: ItemReader, n: number): OpenItem | undefined {
  return open(reader, rows(reader, 'n = ?').get(n));
}

export function readById(reader: ItemReader, collection: string, id: string): OpenItem | undefined {
  return open(reader, rows(reader, 'id = ? AND c = (SELECT c FROM collection WHERE id = ?)').get(id, collection));
}

/** @param ids and `collections` are JSON arrays: ids, numbers of collections */
export function* readByIds(reader: ItemReader, ids: string, collections: string): Generator<OpenItem> {
  const where = 'id IN (SELECT value FROM json_each(?)) AND c IN (SELECT value FROM json_each(?))';
  for (const row of rows(reader, where).iterate(ids, collections)) {
    const item = open(reader, row);
    if (item) yield item;
  }
}

function rows({ database }: ItemReader, where: string): StatementSync {
  const statement = database.prepare(`${columns} WHERE ${where}`);
  statement.setReturnArrays(true);
  return statement;
}

function open({ dictionaries, names }: ItemReader, found: unknown): OpenItem | undefined {
  if (!found) return undefined;
  const [id, c, version, updated, d, geometry, properties, rest, isForeign] = found as ItemRow;
  const row = { id, collection: names(c), version, updated: new Date(updated).toISOString() };
  return openBody(row, { geometry, properties, rest, foreign: isForeign === 1 }, dictionaries.read(d));
}
