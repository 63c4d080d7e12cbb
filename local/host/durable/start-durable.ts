import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { DatabaseSync } from 'node:sqlite';
import type { RegisteredFunction } from '../core-module.ts';
import { messageOf } from '../host-log.ts';
import type { Log } from '../host-log.ts';
import type { HostJson } from '../host-json.ts';
import { listen } from '../http/http-server.ts';
import type { WebhookApi } from '../http/http-server.ts';
import { requestUrl } from '../http/read-request.ts';
import type { Invoke } from '../invoke.ts';
import { createDurableClient } from './client.ts';
import { clientBinding } from './client-binding.ts';
import { createDurableApi } from './durable-api.ts';
import { openDurableStore } from './durable-store.ts';
import { startEngine } from './engine.ts';
import type { Engine } from './engine.ts';

export interface DurableHost {
  /** What durableClient inputs are given. */
  readonly binding: () => string;
  /** The management API, to be mounted on the host's own server. */
  readonly webhook: WebhookApi;
  /** Starts running what the store holds. */
  run(): void;
  drain(): Promise<void>;
  stop(): Promise<void>;
}

const webhookPath = '/runtime/webhooks/durabletask/';

/** Durable Functions: the store, the engine, and the API in its two places. The SDK's client calls without a key, so its
 * place is a server of its own on the loopback address, under a path that can't be guessed.
 * @param hostUrl base URL of the host, known once it listens
 * @param secret makes the same system key at each start */
export async function startDurable(
  database: DatabaseSync,
  functions: readonly RegisteredFunction[],
  options: { readonly hostJson: HostJson; readonly hostUrl: () => string; readonly secret: string | undefined },
  deps: { readonly invoke: Invoke; readonly log: Log },
): Promise<DurableHost> {
  const { hubName, ...limits } = options.hostJson.extensions.durableTask;
  const byName = new Map(
    functions.flatMap((fn) =>
      Object.values(fn.bindings).map(({ type }) => [`${type} ${fn.name.toLowerCase()}`, fn] as const),
    ),
  );
  const find = (trigger: string, name: string): RegisteredFunction | undefined =>
    byName.get(`${trigger} ${name.toLowerCase()}`);

  const store = openDurableStore(database);
  let engine: Engine | undefined;
  const client = createDurableClient(store, {
    hasOrchestrator: (name) => find('orchestrationTrigger', name) !== undefined,
    wake: (id) => engine?.wake(id),
  });
  const seed = options.secret ?? randomBytes(32).toString('hex');
  const key = createHash('sha256').update(`durabletask_extension ${seed}`).digest('hex').slice(0, 40);
  const publicUrl = (): string => `${options.hostUrl()}${webhookPath.slice(0, -1)}`;
  const handle = createDurableApi(client, publicUrl, `taskHub=${hubName}&connection=Storage&code=${key}`);

  const rpcPath = `/${randomBytes(16).toString('hex')}/durabletask/`;
  const rpc = createServer((request, response) => {
    const url = requestUrl(request);
    if (!url.pathname.startsWith(rpcPath)) response.writeHead(404).end();
    else
      handle(request, response, url, rpcPath).catch((error: unknown) => {
        deps.log({ level: 'error', source: 'host', message: `durable client: ${messageOf(error)}` });
        if (!response.headersSent) response.writeHead(500).end();
      });
  });
  const rpcUrl = await listen(rpc, '127.0.0.1', 0);

  return {
    binding: () => clientBinding(publicUrl(), `${rpcUrl}${rpcPath}`, hubName, key),
    webhook: {
      prefix: webhookPath,
      authorize: (given) => given === key,
      handle: (request, response, url) => handle(request, response, url, webhookPath),
    },
    run: () => {
      engine = startEngine(store, limits, { ...deps, find });
    },
    drain: async () => engine?.drain(),
    stop: async () => {
      rpc.closeAllConnections();
      await new Promise((resolve) => rpc.close(resolve));
    },
  };
}
