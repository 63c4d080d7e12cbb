import type { Config } from '../config.ts';
import type { Catalog } from './catalog.ts';
import type { RecordStore } from './records.ts';
import { openCosmosCatalog } from './cosmos-catalog.ts';
import { openCosmosRecords } from './cosmos-records.ts';
import { openSqliteRecords } from './sqlite-records.ts';
import { openThreadedSqliteCatalog } from './sqlite-threads.ts';

export interface Stores {
  readonly catalog: Catalog;
  readonly records: RecordStore;
}

/** The stores that the settings name. @throws {Error} when a setting is missing */
export async function openStores(config: Config): Promise<Stores> {
  if (config.CATALOG_STORE === 'cosmos') {
    const { COSMOS_ENDPOINT: endpoint, COSMOS_KEY: key, COSMOS_DATABASE: database } = config;
    if (endpoint === undefined) throw new Error('COSMOS_ENDPOINT is needed when CATALOG_STORE is cosmos');
    const settings = { endpoint, key, database };
    return { catalog: await openCosmosCatalog(settings), records: await openCosmosRecords(settings) };
  }
  const { SQLITE_PATH: path, SEARCH_SECONDS: seconds } = config;
  return { catalog: openThreadedSqliteCatalog(path, { seconds }), records: openSqliteRecords(path) };
}
