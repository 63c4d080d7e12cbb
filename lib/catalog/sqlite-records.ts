import { PreconditionFailedError } from '../errors.ts';
import type { ListRange, LogEntry, RecordStore, StoredRecord } from './records.ts';
import { openDatabase } from './sqlite-database.ts';
import { ensureSchema } from './sqlite-schema.ts';

interface RecordRow {
  readonly id: string;
  readonly etag: string;
  readonly value: string;
}

interface LogRow {
  readonly seq: number;
  readonly key: string;
  readonly at: number;
  readonly value: string;
}

/** Records beside the catalog, in the same file. Each call is one transaction.
 * @param path as of `openSqliteCatalog` */
export function openSqliteRecords(path: string): RecordStore {
  const database = openDatabase(path);
  ensureSchema(database);
  const find = (table: string, partition: string, id: string): RecordRow | undefined => {
    const sql = 'SELECT id, etag, value FROM record WHERE tbl = ? AND part = ? AND id = ?';
    return database.prepare(sql).get(table, partition, id) as unknown as RecordRow | undefined;
  };
  return {
    get: async <T>(table: string, partition: string, id: string) => {
      const row = find(table, partition, id);
      return row && recordOf<T>(row);
    },
    put: async (table, partition, id, value, condition) =>
      database.write(() => {
        const found = find(table, partition, id)?.etag ?? null;
        const wanted = condition && ('ifMatch' in condition ? condition.ifMatch : null);
        if (wanted !== undefined && wanted !== found) {
          throw new PreconditionFailedError(`Record ${table}/${partition}/${id}`, wanted, found);
        }
        const sql = `INSERT INTO record VALUES (?, ?, ?, lower(hex(randomblob(8))), ?)
ON CONFLICT DO UPDATE SET etag = excluded.etag, value = excluded.value RETURNING etag`;
        const row = database.prepare(sql).get(table, partition, id, JSON.stringify(value));
        return { id, value, etag: String(row?.['etag']) };
      }),
    delete: async (table, partition, id) => {
      const sql = 'DELETE FROM record WHERE tbl = ? AND part = ? AND id = ?';
      return database.write(() => database.prepare(sql).run(table, partition, id).changes) !== 0;
    },
    list: async <T>(table: string, partition: string, { after, before, limit, order = 'asc' }: ListRange = {}) => {
      const bounds = [after === undefined ? '' : 'AND id > ?', before === undefined ? '' : 'AND id < ?'].join(' ');
      const sql = `SELECT id, etag, value FROM record WHERE tbl = ? AND part = ? ${bounds} ORDER BY id ${order} LIMIT ?`;
      const values = [after, before].filter((bound) => bound !== undefined);
      const rows = database.prepare(sql).all(table, partition, ...values, limit ?? -1) as unknown as RecordRow[];
      return rows.map(recordOf<T>);
    },
    append: async (log, partition, key, value) =>
      database.write(() => {
        const known = database
          .prepare('SELECT seq FROM log_entry WHERE log = ? AND part = ? AND key = ?')
          .get(log, partition, key);
        if (known) return { seq: Number(known['seq']), created: false };
        const sql = `INSERT INTO log_entry SELECT ?1, ?2, coalesce(max(seq), 0) + 1, ?3, ?4, ?5
FROM log_entry WHERE log = ?1 AND part = ?2 RETURNING seq`;
        const row = database.prepare(sql).get(log, partition, key, Date.now(), JSON.stringify(value));
        return { seq: Number(row?.['seq']), created: true };
      }),
    readLog: async <T>(
      log: string,
      partition: string,
      { cursor, limit, order }: { readonly cursor?: number; readonly limit: number; readonly order: 'asc' | 'desc' },
    ) => {
      const beyond = cursor === undefined ? '' : `AND seq ${order === 'asc' ? '>' : '<'} ?`;
      const sql = `SELECT seq, key, at, value FROM log_entry WHERE log = ? AND part = ? ${beyond} ORDER BY seq ${order} LIMIT ?`;
      const values = cursor === undefined ? [limit] : [cursor, limit];
      return (database.prepare(sql).all(log, partition, ...values) as unknown as LogRow[]).map(entryOf<T>);
    },
    deleteLog: async (log, partition) => {
      database.write(() => database.prepare('DELETE FROM log_entry WHERE log = ? AND part = ?').run(log, partition));
    },
    close: async () => database.close(),
  };
}

function recordOf<T>({ id, etag, value }: RecordRow): StoredRecord<T> {
  return { id, etag, value: JSON.parse(value) as T };
}

function entryOf<T>({ seq, key, at, value }: LogRow): LogEntry<T> {
  return { seq, key, at: new Date(at).toISOString(), value: JSON.parse(value) as T };
}
