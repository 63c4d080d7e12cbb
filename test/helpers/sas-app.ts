import { getCollectionToken, getContainerToken } from '../../functions/sas/get-token.ts';
import { sasService } from '../../functions/sas/sas-service.ts';
import { sign } from '../../functions/sas/sign.ts';
import { storageAccount } from '../../lib/azure/storage-account.ts';
import type { Catalog } from '../../lib/catalog/catalog.ts';
import { openSqliteCatalog } from '../../lib/catalog/sqlite-catalog.ts';
import { parseConfig } from '../../lib/config.ts';
import { http } from '../../lib/http/handler.ts';
import { call, type Answer, type Call } from './call.ts';

/** The SAS API over a catalog of its own. */
export interface SasApp {
  readonly catalog: Catalog;
  /** @param url absolute or below `/api/sas/v1`, raw */
  request(method: string, url: string, options?: Omit<Call, 'method' | 'params'>): Promise<Answer>;
  close(): Promise<void>;
}

/** @param connectionString of the account with the imagery */
export function sasApp(connectionString: string): SasApp {
  const catalog = openSqliteCatalog(':memory:');
  const sas = sasService({ catalog, storage: storageAccount(connectionString) });
  const deps = { config: parseConfig({ SAS_MINUTES: '45' }), sas };
  const routes = [
    [/^\/api\/sas\/v1\/sign$/, http(sign(deps))],
    [/^\/api\/sas\/v1\/token\/(?<account>[^/]+)\/(?<container>[^/]+)$/, http(getContainerToken(deps))],
    [/^\/api\/sas\/v1\/token\/(?<collection>[^/]+)$/, http(getCollectionToken(deps))],
  ] as const;
  return {
    catalog,
    request: (method, path, options = {}) => {
      const url = path.startsWith('/') ? `http://127.0.0.1:7071/api/sas/v1${path}` : path;
      for (const [pattern, handler] of routes) {
        const match = pattern.exec(new URL(url).pathname);
        if (!match) continue;
        const params = Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]);
        return call(handler, url, { ...options, method, params: Object.fromEntries(params) });
      }
      throw new Error(`no route for ${url}`);
    },
    close: () => catalog.close(),
  };
}
