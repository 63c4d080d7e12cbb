import { once } from 'node:events';
import { createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** One request of a Cosmos client that the service charges for, as it was seen on the wire. */
export interface Operation {
  readonly kind: 'query' | 'read';
  readonly container: string;
  /** It names its partition, so that no other is asked. */
  readonly isRouted: boolean;
  readonly documents: number;
  /** Of the answer. */
  readonly bytes: number;
}

export interface CountingProxy {
  readonly endpoint: string;
  /** What was asked since the last call. */
  take(): readonly Operation[];
  close(): Promise<void>;
}

/** Stands before an emulator and counts what passes. */
export async function countingProxy(emulator: string): Promise<CountingProxy> {
  let operations: Operation[] = [];
  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const asked = await buffer(request);
    const answer = await forward(emulator, request, asked);
    const body = await buffer(answer);
    const operation = operationOf(request, asked, body);
    if (operation) operations.push(operation);
    const { 'transfer-encoding': _chunks, ...headers } = answer.headers;
    response.writeHead(answer.statusCode ?? 500, { ...headers, 'content-length': body.length });
    response.end(body);
  };
  const server = createServer((request, response) => {
    pass(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    take: () => {
      const taken = operations;
      operations = [];
      return taken;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function forward(to: string, { method, url, headers }: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
  const { 'transfer-encoding': _chunks, ...kept } = headers;
  const forwarded = send(new URL(url ?? '/', to), {
    method,
    headers: { ...kept, 'content-length': String(body.length) },
  });
  forwarded.end(body);
  const [answer] = (await once(forwarded, 'response')) as [IncomingMessage];
  return answer;
}

/** Metadata, query plans and ranges of partitions are not charged. */
function operationOf({ method, url, headers }: IncomingMessage, asked: Buffer, answer: Buffer): Operation | undefined {
  const [, container, id] = /\/colls\/([^/]+)\/docs(?:\/([^/?]+))?/.exec(url ?? '') ?? [];
  if (container === undefined) return undefined;
  if (method === 'GET' && id !== undefined) {
    return { kind: 'read', container, isRouted: true, documents: 1, bytes: answer.length };
  }
  const isPlan = headers['x-ms-cosmos-is-query-plan-request'] !== undefined;
  if (method !== 'POST' || isPlan || headers['x-ms-documentdb-isquery']?.toString().toLowerCase() !== 'true') {
    return undefined;
  }
  const { query } = JSON.parse(asked.toString()) as { readonly query: string };
  const { Documents: documents = [] } = JSON.parse(answer.toString()) as { readonly Documents?: readonly unknown[] };
  const isRouted = /\bc\.pk = /.test(query);
  return { kind: 'query', container, isRouted, documents: documents.length, bytes: answer.length };
}
