import type { Database } from './sqlite-database.ts';

const version = 1;

/** `by_cell` and `by_time` cover the searches: both hold what the index can decide, in the default order of answers
 * (newest first, then by id). `t` and spans are milliseconds, boxes microdegrees; `t0`/`t1` are null when the span is `t`.
 * A bucket is a cell of a collection that has held items; its box and times only grow. `stamp` grows with every change. */
const schema = `
CREATE TABLE collection (
  c INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, version TEXT NOT NULL, updated INTEGER NOT NULL, json TEXT NOT NULL
);
CREATE TABLE dictionary (d INTEGER PRIMARY KEY AUTOINCREMENT, c INTEGER NOT NULL, bytes BLOB NOT NULL);
CREATE INDEX dictionary_of ON dictionary (c, d);
CREATE TABLE item (
  n INTEGER PRIMARY KEY, id TEXT NOT NULL, c INTEGER NOT NULL, version TEXT NOT NULL, updated INTEGER NOT NULL,
  cell INTEGER NOT NULL, t NUMERIC NOT NULL, d INTEGER NOT NULL, geometry TEXT NOT NULL, properties TEXT NOT NULL, rest BLOB NOT NULL,
  is_foreign INTEGER NOT NULL,
  UNIQUE (id, c)
);
CREATE TABLE by_cell (
  c INTEGER NOT NULL, cell INTEGER NOT NULL, t NUMERIC NOT NULL, id TEXT NOT NULL, n INTEGER NOT NULL,
  cloud NUMERIC, t0 NUMERIC, t1 NUMERIC, west INTEGER, south INTEGER, east INTEGER, north INTEGER,
  PRIMARY KEY (c, cell, t DESC, id)
) WITHOUT ROWID;
CREATE TABLE by_time (
  c INTEGER NOT NULL, t NUMERIC NOT NULL, id TEXT NOT NULL, n INTEGER NOT NULL,
  cloud NUMERIC, t0 NUMERIC, t1 NUMERIC, west INTEGER, south INTEGER, east INTEGER, north INTEGER,
  PRIMARY KEY (c, t DESC, id)
) WITHOUT ROWID;
CREATE TABLE bucket (
  c INTEGER NOT NULL, cell INTEGER NOT NULL, items INTEGER NOT NULL,
  west INTEGER, south INTEGER, east INTEGER, north INTEGER,
  first NUMERIC, last NUMERIC, before NUMERIC NOT NULL, after NUMERIC NOT NULL, stamp INTEGER NOT NULL,
  PRIMARY KEY (c, cell)
) WITHOUT ROWID;
CREATE INDEX bucket_changes ON bucket (stamp);
CREATE TABLE record (
  tbl TEXT NOT NULL, part TEXT NOT NULL, id TEXT NOT NULL, etag TEXT NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY (tbl, part, id)
) WITHOUT ROWID;
CREATE TABLE log_entry (
  log TEXT NOT NULL, part TEXT NOT NULL, seq INTEGER NOT NULL, key TEXT NOT NULL, at INTEGER NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY (log, part, seq)
) WITHOUT ROWID;
CREATE UNIQUE INDEX log_key ON log_entry (log, part, key);
PRAGMA user_version = ${version};
`;

/** Makes the tables of a new file.
 * @throws {Error} when a later release wrote the file */
export function ensureSchema(database: Database): void {
  if (userVersion(database) === version) return;
  database.write(() => {
    const found = userVersion(database);
    if (found > version) {
      throw new Error(`The catalog's file has format ${found}; this release reads up to ${version}. Update the app.`);
    }
    if (found < version) database.raw.exec(schema);
  });
}

function userVersion(database: Database): number {
  return Number(database.raw.prepare('PRAGMA user_version').get()?.['user_version']);
}
