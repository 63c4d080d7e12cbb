import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { BatchError, errorBody } from './batch-error.ts';
import { router, type BatchAnswer, type Routes } from './route.ts';
import { requireSharedKey } from './shared-key.ts';

/** Bytes of a request body that Azure Batch takes. */
const bodyLimit = 1024 * 1024;

export interface BatchHttpOptions {
  readonly account: string;
  /** Base64. */
  readonly key: string;
  readonly log: (line: string) => void;
}

/** The REST API's outside: authentication, JSON bodies, error answers. */
export function batchHttpServer(routes: Routes, options: BatchHttpOptions): Server {
  const route = router(routes);
  const answer = async (request: IncomingMessage): Promise<BatchAnswer> => {
    const bytes = await readBody(request);
    const { method = 'GET', url = '/', headers } = request;
    requireSharedKey({ method, url, headers, bodyLength: bytes.length }, options.account, options.key);
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    const { handler, params } = route(method, pathname.replace(/^\/\/+/, '/'));
    return handler({ params, query: searchParams, headers, body: parseJson(bytes) });
  };
  return createServer((request, response) => {
    const requestId = randomUUID();
    answer(request)
      .catch((error: unknown) => errorAnswer(error, requestId, options.log))
      .then((result) => send(result, request, response, requestId))
      .catch((error: unknown) => {
        options.log(`Batch ${request.method} ${request.url}: ${String(error)}`);
        response.destroy();
      });
  });
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= bodyLimit) chunks.push(chunk);
  }
  if (size > bodyLimit)
    throw new BatchError(413, 'RequestBodyTooLarge', `The request body is larger than ${bodyLimit} bytes.`);
  return Buffer.concat(chunks);
}

function parseJson(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw new BatchError(400, 'InvalidRequestBody', `The request body is not JSON: ${(error as Error).message}.`);
  }
}

function errorAnswer(error: unknown, requestId: string, log: (line: string) => void): BatchAnswer {
  if (error instanceof BatchError) return { status: error.status, json: errorBody(error, requestId) };
  log(`Batch: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  const hidden = new BatchError(
    500,
    'InternalError',
    'The server encountered an internal error; its log has the reason.',
  );
  return { status: 500, json: errorBody(hidden, requestId) };
}

async function send(
  answer: BatchAnswer,
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
): Promise<void> {
  const clientId = request.headers['client-request-id'];
  const echo = request.headers['return-client-request-id'] === 'true' && typeof clientId === 'string';
  response.writeHead(answer.status, {
    'request-id': requestId,
    dataserviceversion: '3.0',
    ...(echo ? { 'client-request-id': clientId } : {}),
    ...(answer.json === undefined ? {} : { 'content-type': 'application/json;odata=minimalmetadata' }),
    ...answer.headers,
  });
  if (request.method === 'HEAD') return void response.end();
  if (answer.stream) return pipeline(answer.stream, response);
  response.end(answer.json === undefined ? undefined : JSON.stringify(answer.json));
}
