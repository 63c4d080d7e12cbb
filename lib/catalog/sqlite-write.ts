import { NotFoundError, PreconditionFailedError } from '../errors.ts';
import type { Item } from '../stac/item.ts';
import type { PutItemOptions, PutOutcome } from './catalog.ts';
import { cellOf } from './cells.ts';
import { contentVersion } from './content-version.ts';
import { indexKeyOf, type IndexKey } from './index-key.ts';
import type { BucketChanges } from './sqlite-buckets.ts';
import type { Database } from './sqlite-database.ts';
import type { Dictionaries } from './sqlite-dictionaries.ts';

/** Level of the finest cells: 1.4° × 0.7°, about a Sentinel-2 tile. */
const maxLevel = 8;

interface Row {
  readonly n: number;
  readonly c: number;
  readonly version: string;
  readonly cell: number;
  readonly t: number;
}

/** Writes one item; call inside a write transaction. @throws {NotFoundError} @throws {PreconditionFailedError} */
export function writeItem(
  { database, dictionaries, buckets }: WriteContext,
  item: Item,
  options: PutItemOptions = {},
): PutOutcome {
  const c = collectionNumber(database, item.collection);
  if (c === undefined) throw new NotFoundError('collection', item.collection);
  const found = findRow(database, c, item.id);
  requireVersion(item, found?.version, options.ifVersion);
  const version = options.version ?? contentVersion(item);
  if (found?.version === version) return 'unchanged';
  if (found) removeKeys(database, buckets, found, item.id);
  const key = indexKeyOf(item);
  const cell = cellOf(key.extent && degrees(key.extent), maxLevel);
  const { d, body } = dictionaries.pack(c, item);
  const values = [
    version,
    Date.now(),
    cell,
    key.time,
    d,
    body.geometry,
    body.properties,
    body.rest,
    Number(body.foreign),
  ];
  const n = found
    ? (database.prepare(update).run(...values, found.n), found.n)
    : Number(database.prepare(insert).run(item.id, c, ...values).lastInsertRowid);
  insertKeys(database, c, cell, item.id, n, key);
  buckets.add(c, cell, key);
  return found ? 'updated' : 'created';
}

export interface WriteContext {
  readonly database: Database;
  readonly dictionaries: Dictionaries;
  readonly buckets: BucketChanges;
}

/** Deletes one item; call inside a write transaction. @returns whether it was there. @throws {PreconditionFailedError} */
export function removeItem(
  { database, buckets }: WriteContext,
  collection: string,
  id: string,
  ifVersion: string | undefined,
): boolean {
  const c = collectionNumber(database, collection);
  const found = c === undefined ? undefined : findRow(database, c, id);
  requireVersion({ collection, id }, found?.version, ifVersion);
  if (!found) return false;
  removeKeys(database, buckets, found, id);
  database.prepare('DELETE FROM item WHERE n = ?').run(found.n);
  return true;
}

const insert = `INSERT INTO item (id, c, version, updated, cell, t, d, geometry, properties, rest, is_foreign)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const update = `UPDATE item SET version = ?, updated = ?, cell = ?, t = ?, d = ?, geometry = ?, properties = ?, rest = ?,
is_foreign = ? WHERE n = ?`;

export function collectionNumber(database: Database, id: string): number | undefined {
  const found = database.prepare('SELECT c FROM collection WHERE id = ?').get(id)?.['c'];
  return typeof found === 'number' ? found : undefined;
}

function findRow(database: Database, c: number, id: string): Row | undefined {
  const row = database.prepare('SELECT n, c, version, cell, t FROM item WHERE id = ? AND c = ?').get(id, c);
  return row as unknown as Row | undefined;
}

export function requireVersion(
  { collection, id }: Pick<Item, 'collection' | 'id'>,
  found: string | undefined,
  wanted: string | null | undefined,
): void {
  if (wanted === undefined || wanted === (found ?? null)) return;
  throw new PreconditionFailedError(`Item ${collection}/${id}`, wanted, found ?? null);
}

function insertKeys(database: Database, c: number, cell: number, id: string, n: number, key: IndexKey): void {
  const { time, span, cloudCover, extent = [null, null, null, null] } = key;
  const [t0, t1] = span && (span.start !== time || span.end !== time) ? [span.start, span.end] : [null, null];
  const covered = [n, cloudCover, t0, t1, ...extent];
  database
    .prepare('INSERT INTO by_cell VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
    .run(c, cell, time, id, ...covered);
  database.prepare('INSERT INTO by_time VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(c, time, id, ...covered);
}

function removeKeys(database: Database, buckets: BucketChanges, { c, cell, t }: Row, id: string): void {
  database.prepare('DELETE FROM by_cell WHERE c = ? AND cell = ? AND t = ? AND id = ?').run(c, cell, t, id);
  database.prepare('DELETE FROM by_time WHERE c = ? AND t = ? AND id = ?').run(c, t, id);
  buckets.remove(c, cell);
}

function degrees([west, south, east, north]: readonly [number, number, number, number]) {
  return [west / 1e6, south / 1e6, east / 1e6, north / 1e6] as const;
}
