import type { DatabaseSync } from 'node:sqlite';
import { openExclusiveDatabase } from '../exclusive-database.ts';
import type { BlobChange } from './messages.ts';

/** One changed document of one of Azurite's LokiJS collections; `json` is absent when it was removed. */
export interface DocumentChange {
  readonly store: string;
  readonly collection: string;
  readonly id: number;
  readonly json?: string;
}

export type NewBlobChange = Omit<BlobChange, 'seq' | 'sequencer'>;

/** Azurite's metadata and the blob changes not yet announced, in one SQLite file, so that both commit together. */
export interface MetadataFile {
  documents(store: string, collection: string): Iterable<{ readonly id: number; readonly json: string }>;
  /** One transaction; on return it survives the death of the process. */
  commit(documents: readonly DocumentChange[], changes: readonly NewBlobChange[]): void;
  changesAfter(seq: number, limit: number): readonly BlobChange[];
  forgetChanges(upTo: number): void;
  lastSeq(): number;
  close(): void;
}

const schema = `
  CREATE TABLE IF NOT EXISTS documents (
    store TEXT NOT NULL, collection TEXT NOT NULL, id INTEGER NOT NULL, json TEXT NOT NULL,
    PRIMARY KEY (store, collection, id)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS changes (seq INTEGER PRIMARY KEY AUTOINCREMENT, json TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
`;

/** @throws {Error} when another process keeps the file */
export async function openMetadataFile(path: string, patience?: number): Promise<MetadataFile> {
  return metadataFile(await openExclusiveDatabase(path, schema, patience));
}

function metadataFile(database: DatabaseSync): MetadataFile {
  const put = database.prepare('INSERT OR REPLACE INTO documents (store, collection, id, json) VALUES (?, ?, ?, ?)');
  const remove = database.prepare('DELETE FROM documents WHERE store = ? AND collection = ? AND id = ?');
  const list = database.prepare('SELECT id, json FROM documents WHERE store = ? AND collection = ? ORDER BY id');
  const addChange = database.prepare('INSERT INTO changes (json) VALUES (?)');
  const after = database.prepare('SELECT seq, json FROM changes WHERE seq > ? ORDER BY seq LIMIT ?');
  const forget = database.prepare('DELETE FROM changes WHERE seq <= ?');
  const last = database.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'changes'");
  const epoch = birth(database);
  return {
    documents: (store, collection) =>
      list.iterate(store, collection) as Iterable<{ readonly id: number; readonly json: string }>,
    commit: (documents, changes) => {
      if (documents.length === 0 && changes.length === 0) return;
      database.exec('BEGIN IMMEDIATE');
      for (const { store, collection, id, json } of documents)
        if (json === undefined) remove.run(store, collection, id);
        else put.run(store, collection, id, json);
      for (const change of changes) addChange.run(JSON.stringify(change));
      database.exec('COMMIT');
    },
    changesAfter: (seq, limit) =>
      after.all(seq, limit).map((row) => ({
        ...(JSON.parse(String(row['json'])) as NewBlobChange),
        seq: Number(row['seq']),
        sequencer: hex(epoch) + hex(Number(row['seq'])),
      })),
    forgetChanges: (upTo) => void forget.run(upTo),
    lastSeq: () => Number(last.get()?.['seq'] ?? 0),
    close: () => database.close(),
  };
}

/** When the file was made, in ms: the upper half of every sequencer, so that blobs written after the state was thrown
 * away still come after what a catalog remembers. */
function birth(database: DatabaseSync): number {
  database.prepare("INSERT OR IGNORE INTO meta (key, value) VALUES ('birth', ?)").run(String(Date.now()));
  return Number(database.prepare("SELECT value FROM meta WHERE key = 'birth'").get()?.['value']);
}

function hex(value: number): string {
  return value.toString(16).toUpperCase().padStart(16, '0');
}
