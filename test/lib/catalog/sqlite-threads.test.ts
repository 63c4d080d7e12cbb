import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import type { Catalog } from '../../../lib/catalog/catalog.ts';
import { openThreadedSqliteCatalog, type ReaderOptions } from '../../../lib/catalog/sqlite-threads.ts';
import { BusyError, InvalidInputError } from '../../../lib/errors.ts';
import type { SearchRequest } from '../../../lib/search/search-request.ts';
import { collection, scene } from '../../contract/catalog.contract.ts';

const newestFirst: SearchRequest = { sortby: [{ field: 'datetime', direction: 'desc' }], limit: 10 };

/** A zigzag of so many vertices; two across each other meet in the square of that number of places. */
function zigzag(vertices: number, across: boolean) {
  const coordinates = Array.from({ length: vertices }, (_, n) => {
    const [along, side] = [(n / vertices) * 10, n % 2 === 0 ? 0 : 10];
    return across ? [side, along] : [along, side];
  });
  return { type: 'LineString', coordinates } as const;
}

const hostile: SearchRequest = {
  ...newestFirst,
  filter: { op: 's_crosses', args: [{ property: 'geometry' }, { geometry: zigzag(20_000, true) }] },
};
const hostileItem = {
  ...scene('hostile', '2024-01-01T00:00:00Z'),
  geometry: zigzag(20_000, false),
  bbox: [0, 0, 10, 10] as const,
};

async function withCatalog(options: ReaderOptions, work: (catalog: Catalog, path: string) => Promise<void>) {
  const folder = await mkdtemp(join(tmpdir(), 'revisit-threads-'));
  const path = join(folder, 'catalog.sqlite');
  const catalog = openThreadedSqliteCatalog(path, options);
  try {
    await catalog.putCollection(collection('alpha'));
    await catalog.putItem(scene('plain', '2024-01-02T00:00:00Z'));
    await work(catalog, path);
  } finally {
    await catalog.close();
    await rm(folder, { recursive: true });
  }
}

/** The longest that the event loop stood still while `work` went on, in milliseconds. */
async function longestPause(work: Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    [longest, last] = [Math.max(longest, now - last), now];
  }, 5);
  await work.catch(() => undefined);
  clearInterval(timer);
  return longest;
}

describe('searches on threads', () => {
  it('that take longer than their budget are stopped with 503, and the others go on', () =>
    withCatalog({ threads: 2, seconds: 1 }, async (catalog) => {
      await catalog.putItem(hostileItem);
      const bad = catalog.search(hostile);
      const good = await catalog.search({ ...newestFirst, ids: ['plain'] });
      assert.equal(good.items[0]?.id, 'plain');
      await assert.rejects(bad, (error: unknown) => {
        assert.ok(error instanceof BusyError);
        assert.equal(error.status, 503);
        assert.equal(error.retryAfter, 1);
        return /stopped after 1 s/.test(error.message);
      });
      assert.equal((await catalog.search({ ...newestFirst, ids: ['plain'] })).items.length, 1);
    }));

  it('leave the event loop free', () =>
    withCatalog({ threads: 2, seconds: 1 }, async (catalog) => {
      await catalog.putItem(hostileItem);
      const pause = await longestPause(catalog.search(hostile));
      assert.ok(pause < 500, `${pause} ms`);
    }));

  it('give a new thread to each search after one that was stopped', () =>
    withCatalog({ threads: 2, seconds: 0.3 }, async (catalog) => {
      await catalog.putItem(hostileItem);
      const bad = await Promise.allSettled(Array.from({ length: 4 }, () => catalog.search(hostile)));
      assert.deepEqual(
        bad.map(({ status }) => status),
        ['rejected', 'rejected', 'rejected', 'rejected'],
      );
      assert.equal(await catalog.count(newestFirst), 2);
    }));

  it('tell what is wrong with a search as the calling thread would', () =>
    withCatalog({ threads: 1 }, async (catalog) => {
      const bad = catalog.search({ ...newestFirst, token: 'none' });
      await assert.rejects(
        bad,
        (error: unknown) => error instanceof InvalidInputError && error.issues[0]?.field === 'token',
      );
    }));

  it('fail when the catalog is closed', async () => {
    let late: Promise<unknown> | undefined;
    await withCatalog({ threads: 1 }, async (catalog) => {
      late = catalog.search(newestFirst).catch((error: unknown) => error);
    });
    assert.match(String(await late), /closed/);
  });

  it('keep no process alive once they are answered', () =>
    withCatalog({ threads: 2 }, async (_, path) => {
      const script = `
        const { openThreadedSqliteCatalog } = await import(${JSON.stringify(new URL('../../../lib/catalog/sqlite-threads.ts', import.meta.url).href)});
        const catalog = openThreadedSqliteCatalog(${JSON.stringify(path)});
        const page = await catalog.search(${JSON.stringify(newestFirst)});
        console.log(page.items[0].id);`;
      const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
        timeout: 20_000,
      });
      assert.equal(stdout.trim(), 'plain');
    }));
});
