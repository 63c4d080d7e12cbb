import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { statementCache } from './sqlite-statement-cache.ts';

/** The app's own statements are some 60; the others are those of searches. */
const statementsKept = 128;

/** A connection with its prepared statements, the latest kept by their text. */
export interface Database {
  readonly raw: DatabaseSync;
  prepare(sql: string): StatementSync;
  /** Runs `work` as one transaction, taking the write lock first, so that it never has to start again.
   * Nothing in `work` may be asynchronous. */
  write<T>(work: () => T): T;
  /** Runs `work` on one state of the database. */
  read<T>(work: () => T): T;
  close(): void;
}

/** Write-ahead log: readers never wait, a killed process leaves a sound file; the last writes before a power cut may be lost.
 * @param path of the file, made with its folders when absent */
export function openDatabase(path: string): Database {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  const raw = new DatabaseSync(path, { timeout: 10_000 });
  // A page holds two or three items; the size only matters when the file is new.
  raw.exec(
    'PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536',
  );
  const prepare = statementCache((sql): StatementSync => raw.prepare(sql), statementsKept);
  const within =
    (begin: string) =>
    <T>(work: () => T): T => {
      prepare(begin).run();
      try {
        const result = work();
        prepare('COMMIT').run();
        return result;
      } catch (error) {
        if (raw.isTransaction) prepare('ROLLBACK').run();
        throw error;
      }
    };
  return { raw, prepare, write: within('BEGIN IMMEDIATE'), read: within('BEGIN'), close: () => raw.close() };
}
