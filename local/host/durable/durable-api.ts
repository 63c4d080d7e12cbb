import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../http/read-request.ts';
import type { Delivery, DurableClient } from './client.ts';
import { managementUrls } from './client-binding.ts';
import type { InstanceFilter } from './durable-store.ts';
import { statusDocument } from './status-document.ts';

interface Answer {
  readonly status: number;
  /** Sent as JSON; strings are JSON text already. */
  readonly body?: object | string;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Call {
  readonly method: string;
  /** Decoded path segments below the API's base. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  readonly body: string;
  /** Base of the addresses in answers. */
  readonly publicUrl: string;
  /** Query string of the addresses in answers. */
  readonly publicQuery: string;
}

const problem = (status: number, message: string): Answer => ({ status, body: { Message: message } });
const deliveries: Readonly<Record<Delivery, number>> = { accepted: 202, unknown: 404, finished: 410 };

/** The HTTP API of Durable Functions, for the SDK's client and for management. */
export function createDurableApi(client: DurableClient, publicUrl: () => string, publicQuery: string) {
  /** @param base path of the API with trailing slash */
  return async (request: IncomingMessage, response: ServerResponse, url: URL, base: string): Promise<void> => {
    const path = url.pathname.slice(base.length).split('/').filter(Boolean).map(decodeURIComponent);
    const { method = 'GET' } = request;
    const body = method === 'POST' ? (await readBody(request)).toString('utf8') : '';
    const call = { method, path, query: url.searchParams, body, publicUrl: publicUrl(), publicQuery };
    const continuation = request.headers['x-ms-continuation-token'];
    const answer = route(client, call, typeof continuation === 'string' ? continuation : undefined);
    response.writeHead(answer.status, { 'content-type': 'application/json; charset=utf-8', ...answer.headers });
    response.end(typeof answer.body === 'object' ? JSON.stringify(answer.body) : answer.body);
  };
}

function route(client: DurableClient, call: Call, continuation: string | undefined): Answer {
  const { method, query, body } = call;
  const [resource, first, verb, name] = call.path;
  if (method === 'POST' && !isJson(body))
    return problem(400, 'Something went wrong while processing your request: the body is not JSON');
  switch (`${method} ${resource}`) {
    case 'POST orchestrators':
      return start(client, call);
    case 'GET instances':
      return first === undefined ? list(client, query, continuation) : show(client, call, first);
    case 'DELETE instances': {
      const count = client.purge(first === undefined ? filterOf(query) : { id: first });
      return count === 0
        ? problem(404, 'No finished instance matches')
        : { status: 200, body: { instancesDeleted: count } };
    }
    case 'POST instances': {
      const reason = query.get('reason') ?? '';
      if (first === undefined || verb === undefined) return problem(404, 'No instance id');
      if (verb === 'raiseEvent' && name) return { status: deliveries[client.raiseEvent(first, name, body || 'null')] };
      if (verb === 'terminate' || verb === 'suspend' || verb === 'resume')
        return { status: deliveries[client[verb](first, reason)] };
      return problem(501, `The local host does not offer ${verb}`);
    }
    case 'GET entities': {
      const state = client.entityState(first ?? '', verb ?? '');
      return state === undefined ? problem(404, 'No such entity') : { status: 200, body: state };
    }
    case 'POST entities':
      client.signalEntity(first ?? '', verb ?? '', query.get('op') ?? '', body || undefined);
      return { status: 202 };
    default:
      return problem(404, 'No such resource');
  }
}

function start(client: DurableClient, call: Call): Answer {
  const [, name = '', id] = call.path;
  // A start without input reaches the orchestrator as an empty string.
  const started = client.startNew(name, call.body || '""', id);
  if (started.kind === 'unknown')
    return problem(404, `The function '${name}' doesn't exist, is disabled, or is not an orchestrator function.`);
  if (started.kind === 'running')
    return problem(409, `An Orchestration instance with the status ${started.status} already exists.`);
  const instance = `${call.publicUrl}/instances/${encodeURIComponent(started.id)}`;
  const urls = managementUrls(instance, call.publicQuery);
  return { status: 202, body: urls, headers: { location: urls.statusQueryGetUri, 'retry-after': '10' } };
}

function show(client: DurableClient, { query, publicUrl, publicQuery }: Call, id: string): Answer {
  const instance = client.instance(id);
  if (instance === undefined) return problem(404, `No instance with ID '${id}' was found.`);
  const body = statusDocument(instance, {
    showInput: query.get('showInput') !== 'false',
    showHistoryOutput: query.get('showHistoryOutput') === 'true',
    ...(query.get('showHistory') === 'true' ? { history: client.history(id) } : {}),
  });
  switch (instance.status) {
    case 'Pending':
    case 'Running':
    case 'Suspended': {
      const location = `${publicUrl}/instances/${encodeURIComponent(id)}?${publicQuery}`;
      return { status: 202, body, headers: { location, 'retry-after': '10' } };
    }
    case 'Failed':
      return { status: query.get('returnInternalServerErrorOnFailure') === 'true' ? 500 : 200, body };
    default:
      return { status: 200, body };
  }
}

function list(client: DurableClient, query: URLSearchParams, after: string | undefined): Answer {
  const limit = Number(query.get('top') ?? 100);
  const found = client.instances({
    ...filterOf(query),
    after: after && Buffer.from(after, 'base64url').toString(),
    limit: limit + 1,
  });
  const shown = found.slice(0, limit);
  const showInput = query.get('showInput') !== 'false';
  const more = found.length > limit ? Buffer.from(shown.at(-1)?.id ?? '').toString('base64url') : undefined;
  return {
    status: 200,
    body: shown.map((instance) => statusDocument(instance, { showInput })),
    ...(more ? { headers: { 'x-ms-continuation-token': more } } : {}),
  };
}

function filterOf(query: URLSearchParams): InstanceFilter {
  const time = (name: string): Date | undefined => {
    const text = query.get(name);
    return text ? new Date(text) : undefined;
  };
  return {
    createdFrom: time('createdTimeFrom'),
    createdTo: time('createdTimeTo'),
    statuses: query.get('runtimeStatus')?.split(',').filter(Boolean),
    prefix: query.get('instanceIdPrefix') ?? undefined,
  };
}

function isJson(text: string): boolean {
  if (text === '') return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false; // the caller answers 400
  }
}
