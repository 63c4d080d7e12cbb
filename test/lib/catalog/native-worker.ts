import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

/** A thread that is busy in SQLite for a second or two, in one step, with the database locked. */
parentPort?.on('message', () => {
  const database = new DatabaseSync((workerData as { readonly path: string }).path);
  database.exec('BEGIN EXCLUSIVE');
  const counted =
    'WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n LIMIT 8000000) SELECT count(*) FROM n';
  parentPort?.postMessage({ answer: database.prepare(counted).get() });
});
parentPort?.postMessage('ready');
