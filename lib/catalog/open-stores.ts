import type { Config } from '../config.ts';
import type { Catalog } from './catalog.ts';
import type { RecordStore } from './records.ts';
import { openSqliteCatalog } from './sqlite-catalog.ts';
import { openSqliteRecords } from './sqlite-records.ts';

export interface Stores {
  readonly catalog: Catalog;
  readonly records: RecordStore;
}

/** The stores that the settings name. @throws {Error} when a setting is missing */
export async function openStores(config: Config): Promise<Stores> {
  if (config.CATALOG_STORE === 'cosmos') throw new Error('CATALOG_STORE: cosmos is not there yet');
  return { catalog: openSqliteCatalog(config.SQLITE_PATH), records: openSqliteRecords(config.SQLITE_PATH) };
}
