import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createHttpServer } from '@vercel/cosmosdb-server';
import { createCosmosContainers, type CosmosSettings } from '../../lib/catalog/cosmos-client.ts';

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

export interface CosmosEmulator {
  /** Settings of a database of its own, with its containers made. */
  database(): Promise<CosmosSettings>;
  close(): Promise<void>;
}

/** Starts `@vercel/cosmosdb-server` in this process on a free port, with three of its faults put right:
 * reading a document that isn't there answers 500, a batch forgets its partition key, and queries over a
 * hierarchical key are refused although they name the first of its paths. */
export async function startCosmosEmulator(): Promise<CosmosEmulator> {
  const server = createHttpServer();
  const [answer] = server.listeners('request') as Listener[];
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    request.headers['x-ms-documentdb-query-enablecrosspartition'] = 'true';
    if (request.headers['x-ms-cosmos-is-batch-request'] === undefined) return answer!(request, response);
    return void withPartitionKey(request).then((complete) => answer!(complete, response));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let made = 0;
  return {
    database: async () => {
      const settings = { endpoint, key: 'dGVzdA==', database: `test-${++made}` };
      await createCosmosContainers(settings);
      return settings;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function withPartitionKey(request: IncomingMessage): Promise<IncomingMessage> {
  const operations = JSON.parse((await buffer(request)).toString()) as object[];
  const partitionKey = request.headers['x-ms-documentdb-partitionkey'];
  const body = Buffer.from(JSON.stringify(operations.map((operation) => ({ partitionKey, ...operation }))));
  const headers = { ...request.headers, 'content-length': String(body.length) };
  return Object.assign(Readable.from([body]), { headers, method: request.method, url: request.url }) as IncomingMessage;
}
