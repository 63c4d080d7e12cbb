import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Invoke } from '../invoke.ts';
import { messageOf } from '../host-log.ts';
import type { Log } from '../host-log.ts';
import { callBuffered } from './buffered-call.ts';
import { allowedOrigin, answerPreflight } from './cors.ts';
import { isAuthorized } from './keys.ts';
import type { Caller, FunctionKeys } from './keys.ts';
import { RequestTooLargeError, requestUrl } from './read-request.ts';
import { findRoute } from './router.ts';
import type { AuthLevel, HttpRoute } from './router.ts';
import { callStreamed } from './streamed-call.ts';

/** An HTTP API of the host itself, such as that of Durable Functions. */
export interface WebhookApi {
  readonly prefix: string;
  readonly authorize: (key: string | undefined) => boolean;
  readonly handle: (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>;
}

export interface HttpServerOptions {
  readonly routes: readonly HttpRoute[];
  readonly webhooks: readonly WebhookApi[];
  readonly invoke: Invoke;
  /** Port of the library's proxy for an app with HTTP streaming. */
  readonly streamPort: number | undefined;
  readonly keys: FunctionKeys;
  readonly requireKeys: boolean;
  readonly cors: string;
  readonly log: Log;
}

/** The HTTP side of the host. */
export function createHttpServer(options: HttpServerOptions): Server {
  const { routes, webhooks, keys, requireKeys, cors, log } = options;
  const mayCall = (request: IncomingMessage, url: URL, name: string, authLevel: AuthLevel): boolean =>
    isAuthorized(callerOf(request, url), { name, authLevel }, keys, requireKeys);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (answerPreflight(request, response, cors)) return;
    const origin = allowedOrigin(cors, request.headers.origin);
    if (origin !== undefined) response.setHeader('access-control-allow-origin', origin);
    const url = requestUrl(request);

    const webhook = webhooks.find(({ prefix }) => url.pathname.startsWith(prefix));
    if (webhook) {
      const allowed = webhook.authorize(callerOf(request, url).key) || mayCall(request, url, '', 'admin');
      if (!allowed) return void response.writeHead(401).end();
      return webhook.handle(request, response, url);
    }
    const match = findRoute(routes, request.method ?? 'GET', url.pathname);
    if (!match) return void response.writeHead(404).end();
    const { fn, authLevel } = match.route;
    if (!mayCall(request, url, fn.name, authLevel)) return void response.writeHead(401).end();
    await (options.streamPort === undefined
      ? callBuffered(options.invoke, match, request, response)
      : callStreamed(options.invoke, options.streamPort, match, request, response));
  }

  return createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      const status = error instanceof RequestTooLargeError ? 413 : 500;
      if (status === 500)
        log({ level: 'error', source: 'host', message: `${request.method} ${request.url}: ${messageOf(error)}` });
      if (response.headersSent) response.destroy();
      else refuse(request, response, status);
    });
  });
}

/** How long what is left of a refused body is read and dropped, milliseconds. */
const linger = 1_000;

/** Answers before the body was read to its end. Closing at once would reset a connection that the caller still writes to,
 * and the reset would overtake the answer. */
function refuse(request: IncomingMessage, response: ServerResponse, status: number): void {
  response.writeHead(status, { connection: 'close', 'content-length': 0 }).flushHeaders();
  const close = () => response.end();
  const timer = setTimeout(close, linger);
  request.once('close', () => clearTimeout(timer));
  request.once('end', close).resume();
}

/** Listens, and gives the base URL without a trailing slash. */
export async function listen(server: Server, hostname: string, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, hostname, resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  const name = hostname === '0.0.0.0' || hostname === '::' ? '127.0.0.1' : hostname;
  return `http://${name.includes(':') ? `[${name}]` : name}:${bound}`;
}

function callerOf(request: IncomingMessage, url: URL): Caller {
  const header = request.headers['x-functions-key'];
  return {
    method: request.method ?? 'GET',
    remoteAddress: request.socket.remoteAddress,
    host: request.headers.host,
    origin: request.headers.origin,
    key: (Array.isArray(header) ? header[0] : header) ?? url.searchParams.get('code') ?? undefined,
  };
}
