import type { Config } from '../config.ts';
import type { FairShareOptions } from '../http/fair-share.ts';
import { defaultThreads } from './sqlite-threads.ts';

/** How many searches run at once. SQLite: as many as there are threads, of which one caller leaves one free.
 * Cosmos DB does the work elsewhere, and says itself (429) when it is too much. */
export function searchPlaces({ CATALOG_STORE: store }: Pick<Config, 'CATALOG_STORE'>): FairShareOptions {
  const places = store === 'cosmos' ? 64 : defaultThreads;
  const perCaller = store === 'cosmos' ? 24 : defaultThreads - 1;
  return { places, perCaller, waiting: 128, allWaiting: 2048, patience: 10 };
}
