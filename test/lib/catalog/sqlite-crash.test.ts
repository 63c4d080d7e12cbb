import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createInterface } from 'node:readline';
import { describe, it } from 'node:test';
import { openSqliteCatalog } from '../../../lib/catalog/sqlite-catalog.ts';
import { openSqliteRecords } from '../../../lib/catalog/sqlite-records.ts';

const newestFirst = [{ field: 'datetime', direction: 'desc' }] as const;

/** Starts a writer, kills it after some rounds. @returns the last round that it said was committed */
async function writeAndKill(path: string, rounds: number): Promise<number> {
  const writer = spawn(process.execPath, [join(import.meta.dirname, 'endless-writer.ts'), path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(writer, 'exit');
  let last = -1;
  for await (const line of createInterface({ input: writer.stdout })) {
    last = Number(line);
    if (last >= rounds) writer.kill('SIGKILL');
  }
  await exited;
  return last;
}

describe('SQLite catalog after SIGKILL', () => {
  it('is sound, holds whole transactions only, and every one that was acknowledged', { timeout: 60_000 }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'revisit-crash-'));
    const path = join(folder, 'catalog.sqlite');
    try {
      for (const rounds of [3, 25]) {
        const last = await writeAndKill(path, rounds);
        const raw = new DatabaseSync(path);
        assert.deepEqual(Object.values(raw.prepare('PRAGMA quick_check').get() ?? {}), ['ok']);
        const counts = ['item', 'by_cell', 'by_time'].map((table) =>
          Number(raw.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.['n']),
        );
        const inBuckets = Number(raw.prepare('SELECT sum(items) AS n FROM bucket').get()?.['n']);
        raw.close();
        assert.deepEqual(new Set([...counts, inBuckets]).size, 1, `${counts.join()} ${inBuckets}`);
        assert.equal(inBuckets % 20, 0);
        assert.ok(inBuckets >= 20 * (last + 1));
        const [catalog, records] = [openSqliteCatalog(path), openSqliteRecords(path)];
        const page = await catalog.search({ sortby: newestFirst, limit: 10_000 });
        assert.equal(page.items.length, inBuckets);
        const entries = await records.readLog('rounds', 'all', { limit: 10_000, order: 'asc' });
        assert.deepEqual(
          entries.map(({ seq }) => seq),
          Array.from(entries, (_, n) => n + 1),
        );
        assert.ok(entries.length >= last + 1);
        await Promise.all([catalog.close(), records.close()]);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
