import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import type { Aggregation } from '../stac/aggregation.ts';
import type { Catalog } from './catalog.ts';
import { openPage, type PackedPage } from './packed-page.ts';
import { openSqliteCatalog } from './sqlite-catalog.ts';
import type { ReaderAnswer, ReaderQuestion } from './sqlite-reader.ts';
import { workerPool } from './worker-pool.ts';

export interface ReaderOptions {
  /** Reading threads at most; by default one more than there are cores, so that no caller who may use as many as there
   * are cores holds all of them. */
  readonly threads?: number;
  /** Seconds that one search may take. */
  readonly seconds?: number;
}

export const defaultThreads = Math.max(2, availableParallelism()) + 1;

/** The embedded catalog with searches on threads of their own: whatever is searched for, the event loop goes on.
 * Writes and reads of one item stay on the calling thread, where they take a fraction of a millisecond.
 * @param path of the file; `:memory:` can't be shared by threads */
export function openThreadedSqliteCatalog(path: string, options: ReaderOptions = {}): Catalog {
  const { threads = defaultThreads, seconds = 5 } = options;
  const catalog = openSqliteCatalog(path);
  const readers = workerPool<ReaderQuestion, ReaderAnswer>({
    script: workerScript,
    workerData: { path },
    size: threads,
    budget: seconds * 1000,
  });
  return {
    ...catalog,
    search: async (request) => openPage((await readers.ask({ ask: 'search', request })) as PackedPage),
    count: async (request) => (await readers.ask({ ask: 'count', request })) as number | undefined,
    aggregate: async (request, names, options) =>
      (await readers.ask({ ask: 'aggregate', request, names, options })) as readonly Aggregation[],
    close: async () => {
      await readers.close();
      await catalog.close();
    },
  };
}

/** Beside this module, or beside the bundle that this module is in. */
const workerScript = new URL(`./sqlite-reader-worker${extname(import.meta.filename)}`, import.meta.url);
