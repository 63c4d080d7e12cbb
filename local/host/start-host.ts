import { readHostJson } from './host-json.ts';
import type { Log } from './host-log.ts';
import { createHttpServer, listen } from './http/http-server.ts';
import type { FunctionKeys } from './http/keys.ts';
import { httpRoutes } from './http/router.ts';
import { functionInfo } from './function-info.ts';
import type { FunctionInfo } from './function-info.ts';
import { trackInvocations } from './invocations.ts';
import { createInvoke } from './invoke.ts';
import { loadApp } from './load-app.ts';
import { openDatabase } from './database.ts';
import { startDurable } from './durable/start-durable.ts';
import type { DurableHost } from './durable/start-durable.ts';
import { createOutputSender, startQueueFunctions } from './queue/queue-functions.ts';
import { startTimerFunctions } from './timer/timer-functions.ts';
import { openTimerStore } from './timer/timer-store.ts';

export interface HostOptions {
  /** Path of the app's main module, source or bundle. */
  readonly entry: string;
  /** Path of host.json. */
  readonly hostJson: string;
  /** Address to listen on; default 127.0.0.1. */
  readonly hostname?: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Connection string of AzureWebJobsStorage. */
  readonly storage: string;
  /** SQLite file for Durable history and timers. */
  readonly historyPath: string;
  /** App settings: put into process.env before the app is loaded. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly keys?: FunctionKeys;
  /** Default false: like `func start`, callers on this machine need no key. */
  readonly requireKeys?: boolean;
  /** Host.CORS of local.settings.json; default `*`. */
  readonly cors?: string;
  /** Seconds that a queue message being worked on stays hidden, renewed at half; default 30. Azure has ten minutes, which
   * would be waited for after every kill. */
  readonly queueLeaseSeconds?: number;
  readonly log?: Log;
}

export interface RunningHost {
  /** Base URL without a trailing slash. */
  readonly url: string;
  readonly functions: readonly FunctionInfo[];
  /** Looks at a queue at once. */
  poke(queue: string): void;
  /** Starts nothing new, and waits for what is running. */
  drain(): Promise<void>;
  /** Drains and closes. */
  stop(): Promise<void>;
}

/** Milliseconds that a drain lets open responses go on. */
const longestStream = 5000;

/** Runs a function app: HTTP, storage queues, timers and Durable Functions, on this machine. */
export async function startHost(options: HostOptions): Promise<RunningHost> {
  const { log = () => undefined, hostname = '127.0.0.1', keys = {}, requireKeys = false } = options;
  const hostJson = await readHostJson(options.hostJson);
  Object.assign(process.env, options.settings);

  const app = await loadApp(options.entry, log);
  const functions = [...app.registry.functions.values()];
  const infos = functions.map(functionInfo);
  const routes = httpRoutes(functions, hostJson.extensions.http.routePrefix);
  const database = openDatabase(options.historyPath);

  let durable: DurableHost | undefined;
  const invocations = trackInvocations(
    createInvoke(app, { log, durableClient: () => durable?.binding() ?? '{}' }),
    hostJson.functionTimeout,
    log,
  );
  let url = '';
  durable = await startDurable(
    database,
    functions,
    { hostJson, hostUrl: () => url, secret: keys.master ?? keys.host },
    { invoke: invocations.invoke, log },
  );
  const server = createHttpServer({
    routes,
    webhooks: [durable.webhook],
    invoke: invocations.invoke,
    streamPort: app.streamPort,
    keys,
    requireKeys,
    cors: options.cors ?? '*',
    log,
  });
  url = await listen(server, hostname, options.port);
  process.env['WEBSITE_HOSTNAME'] = new URL(url).host;

  durable.run();

  const sendOutputs = createOutputSender(options.storage, process.env, hostJson);
  const shared = { settings: process.env, invoke: invocations.invoke, sendOutputs, log };
  const queues = await startQueueFunctions(functions, {
    ...shared,
    storage: options.storage,
    leaseSeconds: options.queueLeaseSeconds ?? 30,
    hostJson,
  });
  const timers = startTimerFunctions(functions, { ...shared, store: openTimerStore(database) });

  const drain = async (): Promise<void> => {
    server.close();
    server.closeIdleConnections();
    await Promise.all([...queues.values(), ...timers].map((listener) => listener.stop()));
    await durable.drain();
    // A feed that is streamed to a reader has no end of its own.
    const impatience = setTimeout(() => server.closeAllConnections(), longestStream);
    await invocations.idle();
    clearTimeout(impatience);
  };
  return {
    url,
    functions: infos,
    poke: (queue) => queues.get(queue)?.poke(),
    drain,
    stop: async () => {
      await drain();
      server.closeAllConnections();
      await durable.stop();
      app.close();
      for (const hook of app.registry.hooks.appTerminate) await hook({ hookData: {}, appHookData: {} });
      database.close();
    },
  };
}
