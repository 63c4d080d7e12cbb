import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { workerPool } from '../../../lib/catalog/worker-pool.ts';
import { BusyError } from '../../../lib/errors.ts';

describe('a thread that is over its budget', () => {
  it('has ended when its caller is told, though SQLite was in the middle of a step', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'revisit-pool-'));
    const path = join(folder, 'locked.sqlite');
    const script = new URL('native-worker.ts', import.meta.url);
    const pool = workerPool<string, unknown>({ script, workerData: { path }, size: 1, budget: 100 });
    try {
      await assert.rejects(pool.ask('long'), BusyError);
      const database = new DatabaseSync(path, { timeout: 0 });
      database.exec('BEGIN EXCLUSIVE');
      database.close();
    } finally {
      await pool.close();
      await rm(folder, { recursive: true });
    }
  });
});
