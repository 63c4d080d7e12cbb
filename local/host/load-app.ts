import { Server } from 'node:net';
import { pathToFileURL } from 'node:url';
import { newRegistry, programmingModel, useRegistry } from './core-module.ts';
import type { ProgrammingModel, Registry } from './core-module.ts';
import type { Log } from './host-log.ts';

export interface LoadedApp {
  readonly registry: Registry;
  readonly model: ProgrammingModel;
  /** Port of the library's request proxy, when the app asked for HTTP streaming. */
  readonly streamPort: number | undefined;
  close(): void;
}

let loads = 0;

/** Loads a function app through the registration interface of `@azure/functions`.
 * @param entry path of the app's main module, source or bundle
 * @throws when the entry throws, or registers nothing through this process's `@azure/functions` */
export async function loadApp(entry: string, log: Log): Promise<LoadedApp> {
  const registry = newRegistry(log);
  useRegistry(registry);
  const url = pathToFileURL(entry);
  // A module is evaluated once for each URL: the query lets a process load the same app again.
  if (loads++ > 0) url.searchParams.set('load', String(loads));
  await import(url.href);
  const model = programmingModel();
  if (model === undefined)
    throw new Error(`${entry} was loaded, but @azure/functions had been loaded before the host, without it`);
  registry.locked = true;
  for (const hook of registry.hooks.appStart) await hook({ hookData: {}, appHookData: {} });
  const { HttpUri, proxy } = await openStreaming(model);
  return {
    registry,
    model,
    streamPort: HttpUri === undefined ? undefined : Number(new URL(HttpUri).port),
    close: () => proxy?.close(),
  };
}

/** Has the library open its request proxy, if the app wants streaming. It would listen on every interface; inside Azure's
 * sandbox that is harmless, on a laptop it isn't, so it is made to listen on the loopback address. */
async function openStreaming(model: ProgrammingModel): Promise<{ HttpUri?: string; proxy?: Server }> {
  // eslint-disable-next-line typescript/unbound-method -- called with its own `this` below
  const { listen } = Server.prototype;
  let proxy: Server | undefined;
  Server.prototype.listen = function listenOnLoopback(this: Server, ...args: unknown[]): Server {
    const [first] = args;
    if (typeof first !== 'function') return (listen as (...args: unknown[]) => Server).apply(this, args);
    proxy = this.unref();
    return listen.call(this, { host: '127.0.0.1', port: 0 }, first as () => void);
  } as typeof listen;
  try {
    const { HttpUri } = await model.getCapabilities({});
    return { ...(HttpUri === undefined ? {} : { HttpUri }), ...(proxy === undefined ? {} : { proxy }) };
  } finally {
    Server.prototype.listen = listen;
  }
}
