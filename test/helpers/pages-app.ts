import { HttpRequest, InvocationContext, type HttpHandler, type HttpResponseInit } from '@azure/functions';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { downloadAsset } from '../../functions/pages/download-asset.ts';
import { getCollectionPage } from '../../functions/pages/get-collection.ts';
import { getFeed } from '../../functions/pages/get-feed.ts';
import { getHome } from '../../functions/pages/get-home.ts';
import { getItemPage } from '../../functions/pages/get-item.ts';
import { getThumbnail } from '../../functions/pages/get-thumbnail.ts';
import { getWebFile } from '../../functions/pages/get-web-file.ts';
import { sasService } from '../../functions/sas/sas-service.ts';
import { storageAccount } from '../../lib/azure/storage-account.ts';
import type { Catalog } from '../../lib/catalog/catalog.ts';
import type { RecordStore } from '../../lib/catalog/records.ts';
import { openSqliteCatalog } from '../../lib/catalog/sqlite-catalog.ts';
import { openSqliteRecords } from '../../lib/catalog/sqlite-records.ts';
import { parseConfig } from '../../lib/config.ts';
import { http } from '../../lib/http/handler.ts';
import { memoryBlobs, type MemoryBlobs } from './memory-blobs.ts';

/** The pages over a catalog of their own and an account `imagery` in memory. */
export interface PagesApp {
  readonly catalog: Catalog;
  readonly records: RecordStore;
  readonly blobs: MemoryBlobs;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<PageAnswer>;
  /** Listens on loopback, for browsers. */
  listen(): Promise<string>;
  close(): Promise<void>;
}

export interface PageAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
  readonly text: string;
}

/** Signing needs a key of the right form; nothing is asked of the account. */
const connection = `DefaultEndpointsProtocol=https;AccountName=imagery;AccountKey=${Buffer.alloc(64, 1).toString('base64')};EndpointSuffix=core.windows.net`;

export function pagesApp(): PagesApp {
  const catalog = openSqliteCatalog(':memory:');
  const records = openSqliteRecords(':memory:');
  const blobs = memoryBlobs('imagery');
  const config = parseConfig({ TOKEN_SECRET: 'a secret of the tests', REGION: 'westeurope' });
  const sas = sasService({ catalog, storage: storageAccount(connection) });
  const deps = { catalog, records, blobs, config, sas };
  const routes: readonly (readonly [RegExp, HttpHandler])[] = [
    [/^\/$/, http(getHome(deps))],
    [/^\/collections\/(?<collection>[^/]+)$/, http(getCollectionPage(deps))],
    [/^\/collections\/(?<collection>[^/]+)\/items\/(?<item>[^/]+)$/, http(getItemPage(deps))],
    [/^\/downloads\/(?<collection>[^/]+)\/(?<item>[^/]+)\/(?<asset>[^/]+)$/, http(downloadAsset(deps))],
    [/^\/feeds\/(?<id>[^/]+)$/, http(getFeed(deps))],
    [/^\/thumbnails\/(?<collection>[^/]+)\/(?<item>[^/]+)\.webp$/, http(getThumbnail(deps))],
    [/^\/web\/(?<file>[^/]+)$/, http(getWebFile)],
  ];
  const get: PagesApp['get'] = async (path, headers = {}) => {
    const url = new URL(path, 'http://127.0.0.1:7071');
    for (const [pattern, handler] of routes) {
      const match = pattern.exec(url.pathname);
      if (!match) continue;
      const params = Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]);
      const request = new HttpRequest({
        method: 'GET',
        url: url.href,
        headers: { ...headers },
        params: Object.fromEntries(params),
      });
      const context = new InvocationContext({ functionName: 'page', logHandler: () => undefined });
      const answer = ((await handler(request, context)) ?? {}) as HttpResponseInit;
      const bytes = new Uint8Array(Buffer.from((answer.body ?? '') as string | Uint8Array));
      const text = Buffer.from(bytes).toString();
      return { status: answer.status ?? 200, headers: new Headers(answer.headers), bytes, text };
    }
    return { status: 404, headers: new Headers(), bytes: new Uint8Array(), text: '' };
  };
  const server = createServer((request, response) => {
    const headers = Object.fromEntries(
      Object.entries(request.headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
    );
    void get(request.url ?? '/', headers).then((answer) =>
      response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(answer.bytes),
    );
  });
  return {
    catalog,
    records,
    blobs,
    get,
    listen: async () => {
      await new Promise<void>((resolve) => {
        server.listen(0, '127.0.0.1', resolve);
      });
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    close: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await Promise.all([catalog.close(), records.close()]);
    },
  };
}
