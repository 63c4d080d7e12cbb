import type { HttpHandler } from '@azure/functions';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aggregateByGet, aggregateByPost, getAggregations } from '../../functions/stac/aggregate.ts';
import { postBulkItems } from '../../functions/stac/bulk-items.ts';
import { getCollection, getQueryables, getSortables } from '../../functions/stac/collections.ts';
import { getItem } from '../../functions/stac/get-item.ts';
import { getCollectionQueryables, listCollections } from '../../functions/stac/list-collections.ts';
import { getConformance, getLandingPage } from '../../functions/stac/landing.ts';
import { getOpenApi, getOpenApiPage } from '../../functions/stac/openapi.ts';
import { listItems, searchByGet, searchByPost } from '../../functions/stac/search.ts';
import {
  deleteCollection,
  patchCollection,
  postCollection,
  putCollection,
} from '../../functions/stac/write-collections.ts';
import { deleteItem, patchItem, postItems, putItem } from '../../functions/stac/write-items.ts';
import type { QueueSender } from '../../lib/azure/queue-sender.ts';
import type { Catalog } from '../../lib/catalog/catalog.ts';
import { openSqliteCatalog } from '../../lib/catalog/sqlite-catalog.ts';
import { parseConfig } from '../../lib/config.ts';
import { http, type Handler } from '../../lib/http/handler.ts';
import { call, type Answer, type Call } from './call.ts';

export const origin = 'http://127.0.0.1:7071';
export const stacRoot = `${origin}/api/stac/v1`;

/** The STAC API over a catalog of its own. */
export interface StacApp {
  readonly catalog: Catalog;
  /** @param path below the landing page, or a whole URL as a link gives it */
  request(method: string, path: string, options?: Omit<Call, 'method' | 'params'>): Promise<Answer>;
  close(): Promise<void>;
}

/** @param queues where writes are announced; without it writes fail */
export function stacApp(queues?: QueueSender): StacApp {
  const folder = mkdtempSync(join(tmpdir(), 'revisit-stac-'));
  const catalog = openSqliteCatalog(join(folder, 'catalog.sqlite'));
  const nowhere: QueueSender = { send: () => Promise.reject(new Error('this app announces nothing')) };
  const deps = {
    catalog,
    queues: queues ?? nowhere,
    config: parseConfig({ TOKEN_SECRET: 'a secret of the tests', REGION: 'westeurope' }),
  };
  const routes: readonly (readonly [method: string, path: RegExp, handler: HttpHandler])[] = (
    [
      ['GET', '/?', getLandingPage(deps)],
      ['GET', '/conformance', getConformance],
      ['GET', '/api', getOpenApi(deps)],
      ['GET', '/api.html', getOpenApiPage(deps)],
      ['GET', '/aggregate', aggregateByGet(deps)],
      ['POST', '/aggregate', aggregateByPost(deps)],
      ['GET', '/aggregations', getAggregations(deps)],
      ['GET', '/collections/(?<collection>[^/]+)/aggregate', aggregateByGet(deps)],
      ['POST', '/collections/(?<collection>[^/]+)/aggregate', aggregateByPost(deps)],
      ['GET', '/collections/(?<collection>[^/]+)/aggregations', getAggregations(deps)],
      ['GET', '/queryables', getQueryables(deps)],
      ['GET', '/sortables', getSortables(deps)],
      ['GET', '/search', searchByGet(deps)],
      ['POST', '/search', searchByPost(deps)],
      ['GET', '/collections', listCollections(deps)],
      ['GET', '/collections-queryables', getCollectionQueryables(deps)],
      ['POST', '/collections', postCollection(deps)],
      ['GET', '/collections/(?<collection>[^/]+)', getCollection(deps)],
      ['PUT', '/collections/(?<collection>[^/]+)', putCollection(deps)],
      ['PATCH', '/collections/(?<collection>[^/]+)', patchCollection(deps)],
      ['DELETE', '/collections/(?<collection>[^/]+)', deleteCollection(deps)],
      ['GET', '/collections/(?<collection>[^/]+)/queryables', getQueryables(deps)],
      ['GET', '/collections/(?<collection>[^/]+)/sortables', getSortables(deps)],
      ['GET', '/collections/(?<collection>[^/]+)/items', listItems(deps)],
      ['POST', '/collections/(?<collection>[^/]+)/items', postItems(deps)],
      ['POST', '/collections/(?<collection>[^/]+)/bulk_items', postBulkItems(deps)],
      ['GET', '/collections/(?<collection>[^/]+)/items/(?<item>[^/]+)', getItem(deps)],
      ['PUT', '/collections/(?<collection>[^/]+)/items/(?<item>[^/]+)', putItem(deps)],
      ['PATCH', '/collections/(?<collection>[^/]+)/items/(?<item>[^/]+)', patchItem(deps)],
      ['DELETE', '/collections/(?<collection>[^/]+)/items/(?<item>[^/]+)', deleteItem(deps)],
    ] satisfies [string, string, Handler][]
  ).map(([method, path, handler]) => [method, new RegExp(`^/api/stac/v1${path}$`), http(handler)]);

  return {
    catalog,
    request: (method, path, options = {}) => {
      const url = path.startsWith('http') ? path : `${stacRoot}${path}`;
      const { pathname } = new URL(url);
      const asked = ['HEAD', 'OPTIONS'].includes(method) ? 'GET' : method;
      for (const [routed, pattern, handler] of routes) {
        const match = routed === asked ? pattern.exec(pathname) : undefined;
        if (!match) continue;
        const params = Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]);
        return call(handler, url, { ...options, method, params: Object.fromEntries(params) });
      }
      throw new Error(`no route for ${method} ${pathname}`);
    },
    close: async () => {
      await catalog.close();
      rmSync(folder, { recursive: true });
    },
  };
}
