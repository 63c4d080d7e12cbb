import { randomUUID } from 'node:crypto';
import { Agent, request as send } from 'node:http';
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Invoke } from '../invoke.ts';
import type { TypedData } from '../typed-data.ts';
import { withAbortableBody } from './abortable-body.ts';
import { hasNoBody, headerValues, limitedBody, requestUrl } from './read-request.ts';
import type { RouteMatch } from './router.ts';

const agent = new Agent({ keepAlive: true });

/** One HTTP call of an app with `enableHttpStream`: the raw request is forwarded to the library's proxy, which pairs it
 * with the invocation by its id, and the proxy's response is the function's. */
export async function callStreamed(
  invoke: Invoke,
  proxyPort: number,
  { route, parameters }: RouteMatch,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const invocationId = randomUUID();
  const url = requestUrl(request);
  const headers = headerValues(request);
  const forwarded = send({
    agent,
    host: '127.0.0.1',
    port: proxyPort,
    method: request.method,
    path: `${url.pathname}${url.search}`,
    headers: {
      ...endToEnd(headers),
      'x-ms-invocation-id': invocationId,
      'x-forwarded-host': url.host,
      'x-forwarded-proto': 'http',
    },
  });
  response.once('close', () => forwarded.destroy());
  const relayed = relayResponse(forwarded, response);
  const uploaded = uploadBody(request, forwarded);
  try {
    const invoked = invoke(route.fn, {
      invocationId,
      trigger: { http: {} },
      triggerMetadata: triggerMetadata(headers, url, parameters),
      onResult: (result) => withAbortableBody(result, response),
    });
    // An upload that breaks the limit fails the call, whatever the handler makes of its broken body.
    const { result } = await Promise.race([invoked, uploaded.then(() => invoked)]);
    if (result === undefined || result === null) return void response.writeHead(204).end();
    await relayed;
  } catch (error) {
    if (response.destroyed || response.writableEnded) return;
    throw error;
  } finally {
    if (!response.writableFinished) forwarded.destroy();
    await Promise.allSettled([relayed, uploaded]);
  }
}

async function uploadBody(request: IncomingMessage, forwarded: ClientRequest): Promise<void> {
  if (hasNoBody(request.method ?? 'GET')) forwarded.end();
  else await pipeline(Readable.from(limitedBody(request)), forwarded);
}

function relayResponse(forwarded: ClientRequest, response: ServerResponse): Promise<void> {
  return new Promise((resolve, reject) => {
    forwarded.once('error', (error) => (response.destroyed ? resolve() : reject(error)));
    forwarded.once('response', (answer) => {
      const { 'x-ms-invocation-id': _, ...headers } = answer.headers;
      response.writeHead(answer.statusCode ?? 500, endToEnd(headers));
      pipeline(answer, response).then(resolve, () => resolve()); // the caller has gone: nobody is left to tell
    });
  });
}

/** In the trigger's metadata everything besides Headers and Query is a route parameter. */
function triggerMetadata(
  headers: Readonly<Record<string, string>>,
  url: URL,
  parameters: Readonly<Record<string, string>>,
): Record<string, TypedData> {
  const values = Object.entries(parameters).map(([name, value]) => [name, { string: value }] as const);
  return {
    Headers: { json: JSON.stringify(headers) },
    Query: { json: JSON.stringify(Object.fromEntries(url.searchParams)) },
    ...Object.fromEntries(values),
  };
}

/** Without the headers that concern one connection only. */
function endToEnd<T>(headers: Readonly<Record<string, T>>): Record<string, T> {
  const hopByHop = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'expect', 'te', 'trailer'];
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.includes(name)));
}
