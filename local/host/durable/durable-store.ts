import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { transact } from '../database.ts';
import type { EventBody } from './history.ts';
import type { Address, Instance, RuntimeStatus } from './instance.ts';

/** An activity to be run. */
export interface Work {
  readonly seq: number;
  readonly address: Required<Address>;
  readonly taskId: number;
  readonly name: string;
  /** JSON text. */
  readonly input: string;
}

/** A message to an orchestration (an event of its history to be) or to an entity (a request). */
export interface Message {
  readonly seq: number;
  readonly execution: string | undefined;
  /** JSON text. */
  readonly body: string;
}

export interface InstanceFilter {
  readonly createdFrom?: Date | undefined;
  readonly createdTo?: Date | undefined;
  readonly statuses?: readonly string[] | undefined;
  readonly prefix?: string | undefined;
  /** Only ids after this one. */
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

export type DurableStore = ReturnType<typeof openDurableStore>;

const tables = `
  CREATE TABLE IF NOT EXISTS instances (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, execution TEXT NOT NULL, status TEXT NOT NULL, input TEXT NOT NULL,
    output TEXT, custom_status TEXT, created INTEGER NOT NULL, updated INTEGER NOT NULL, parent TEXT) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS history (
    instance TEXT NOT NULL, seq INTEGER NOT NULL, event TEXT NOT NULL, PRIMARY KEY (instance, seq)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS inbox (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, instance TEXT NOT NULL, execution TEXT, body TEXT NOT NULL, due INTEGER NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS inbox_of ON inbox (instance, due);
  CREATE INDEX IF NOT EXISTS inbox_due ON inbox (due);
  CREATE TABLE IF NOT EXISTS work (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, instance TEXT NOT NULL, execution TEXT NOT NULL, task INTEGER NOT NULL,
    name TEXT NOT NULL, input TEXT NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS work_of ON work (instance);
  CREATE TABLE IF NOT EXISTS entities (id TEXT PRIMARY KEY, state TEXT NOT NULL) STRICT, WITHOUT ROWID;`;

/** Orchestrations, their histories, messages under way and activities to be run, in SQLite. Timers are messages that are
 * due later. Whoever changes more than one thing wraps the changes in `transact`. */
export function openDurableStore(database: DatabaseSync) {
  database.exec(tables);
  const statements = new Map<string, ReturnType<DatabaseSync['prepare']>>();
  const sql = (text: string) => {
    const known = statements.get(text) ?? database.prepare(text);
    statements.set(text, known);
    return known;
  };

  return {
    transact: <R>(work: () => R): R => transact(database, work),

    instance: (id: string): Instance | undefined => {
      const row = sql('SELECT * FROM instances WHERE id = ?').get(id);
      return row && toInstance(row);
    },
    instances: (filter: InstanceFilter): Instance[] => {
      const { createdFrom, createdTo, statuses = [], prefix = '', after = '', limit = 1000 } = filter;
      const rows = sql(
        `SELECT * FROM instances WHERE id > ? AND created BETWEEN ? AND ? AND substr(id, 1, length(?)) = ?
           AND (? = '[]' OR status IN (SELECT value FROM json_each(?))) ORDER BY id LIMIT ?`,
      ).all(
        after,
        createdFrom?.getTime() ?? 0,
        createdTo?.getTime() ?? Number.MAX_SAFE_INTEGER,
        prefix,
        prefix,
        JSON.stringify(statuses),
        JSON.stringify(statuses),
        limit,
      );
      return rows.map(toInstance);
    },
    saveInstance: (one: Instance): void => {
      sql('INSERT OR REPLACE INTO instances VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
        one.id,
        one.name,
        one.execution,
        one.status,
        one.input,
        one.output ?? null,
        one.customStatus ?? null,
        one.created.getTime(),
        one.updated.getTime(),
        one.parent ? JSON.stringify(one.parent) : null,
      );
    },
    /** Forgets an instance, or all of it but the instance's own row. */
    clear: (id: string, what: 'everything' | 'run'): void => {
      sql('DELETE FROM history WHERE instance = ?').run(id);
      sql('DELETE FROM work WHERE instance = ?').run(id);
      if (what === 'run') sql('DELETE FROM inbox WHERE instance = ? AND execution IS NOT NULL').run(id);
      else
        for (const table of ['inbox', 'instances'])
          sql(`DELETE FROM ${table} WHERE ${table === 'inbox' ? 'instance' : 'id'} = ?`).run(id);
    },

    /** JSON texts, in order. */
    history: (id: string): string[] =>
      sql('SELECT event FROM history WHERE instance = ? ORDER BY seq')
        .all(id)
        .map((row) => String(row['event'])),
    appendHistory: (id: string, from: number, events: readonly string[]): void => {
      const insert = sql('INSERT INTO history VALUES (?, ?, ?)');
      for (const [index, event] of events.entries()) insert.run(id, from + index, event);
    },

    send: ({ instanceId, execution }: Address, body: EventBody | object, due = 0): void => {
      const values: SQLInputValue[] = [instanceId, execution ?? null, JSON.stringify(body), due];
      sql('INSERT INTO inbox (instance, execution, body, due) VALUES (?, ?, ?, ?)').run(...values);
    },
    messages: (id: string, now: number): Message[] =>
      sql('SELECT seq, execution, body FROM inbox WHERE instance = ? AND due <= ? ORDER BY max(due, 0), seq')
        .all(id, now)
        .map((row) => ({
          seq: Number(row['seq']),
          execution: row['execution'] === null ? undefined : String(row['execution']),
          body: String(row['body']),
        })),
    deleteMessages: (seqs: readonly number[]): void => {
      const remove = sql('DELETE FROM inbox WHERE seq = ?');
      for (const seq of seqs) remove.run(seq);
    },
    /** Instances with messages due in (after, until]. */
    due: (after: number, until: number): string[] =>
      sql('SELECT DISTINCT instance FROM inbox WHERE due > ? AND due <= ?')
        .all(after, until)
        .map((row) => String(row['instance'])),
    /** Milliseconds since 1970 of the next message due after `now`. */
    nextDue: (now: number): number | undefined => {
      const due = sql('SELECT min(due) AS due FROM inbox WHERE due > ?').get(now)?.['due'];
      return due === null || due === undefined ? undefined : Number(due);
    },

    addWork: ({ instanceId, execution }: Required<Address>, taskId: number, name: string, input: string): Work => {
      const { lastInsertRowid } = sql(
        'INSERT INTO work (instance, execution, task, name, input) VALUES (?, ?, ?, ?, ?)',
      ).run(instanceId, execution, taskId, name, input);
      return { seq: Number(lastInsertRowid), address: { instanceId, execution }, taskId, name, input };
    },
    /** @returns whether the work was still to be done */
    endWork: (seq: number): boolean => sql('DELETE FROM work WHERE seq = ?').run(seq).changes === 1,
    work: (): Work[] =>
      sql('SELECT * FROM work ORDER BY seq')
        .all()
        .map((row) => ({
          seq: Number(row['seq']),
          address: { instanceId: String(row['instance']), execution: String(row['execution']) },
          taskId: Number(row['task']),
          name: String(row['name']),
          input: String(row['input']),
        })),

    /** JSON text; undefined for an entity that does not exist. */
    entity: (id: string): string | undefined => {
      const row = sql('SELECT state FROM entities WHERE id = ?').get(id);
      return row && String(row['state']);
    },
    saveEntity: (id: string, state: string | undefined): void => {
      if (state === undefined) sql('DELETE FROM entities WHERE id = ?').run(id);
      else sql('INSERT OR REPLACE INTO entities VALUES (?, ?)').run(id, state);
    },
  };
}

function toInstance(row: Record<string, unknown>): Instance {
  const text = (name: string): string | undefined => (typeof row[name] === 'string' ? row[name] : undefined);
  return {
    id: text('id') ?? '',
    name: text('name') ?? '',
    execution: text('execution') ?? '',
    status: text('status') as RuntimeStatus,
    input: text('input') ?? 'null',
    output: text('output'),
    customStatus: text('custom_status'),
    created: new Date(Number(row['created'])),
    updated: new Date(Number(row['updated'])),
    parent: row['parent'] === null ? undefined : (JSON.parse(text('parent') ?? 'null') as Instance['parent']),
  };
}
