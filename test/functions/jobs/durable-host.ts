import { InvocationContext, type HttpHandler } from '@azure/functions';
import * as df from 'durable-functions';
import { serve } from '../../helpers/serve.ts';

/** Answers a durable client as the host does, without running anything: what is started stays as it is set. */
export interface DurableHost {
  /** Instances started, with their input, in order. */
  readonly started: readonly { readonly instance: string; readonly input: unknown }[];
  /** The handler as the worker calls it: with a durable client. */
  withClient(handler: HttpHandler): HttpHandler;
  close(): Promise<void>;
}

export async function durableHost(): Promise<DurableHost> {
  const started: { instance: string; input: unknown }[] = [];
  const server = await serve((method, url, { body }) => {
    const instance = new URL(url).pathname.split('/').at(-1) ?? '';
    const found = started.some((one) => one.instance === instance);
    if (method === 'POST') started.push({ instance, input: JSON.parse(String(body)) });
    else if (!found) return Promise.resolve(answer(404, {}));
    const at = '2026-06-01T00:00:00Z';
    const state = { name: 'composite', instanceId: instance, createdTime: at, lastUpdatedTime: at };
    return Promise.resolve(
      method === 'POST'
        ? answer(202, { id: instance })
        : answer(202, { ...state, runtimeStatus: 'Running', input: null, output: null }),
    );
  });
  const client = df.input.durableClient();
  return {
    started,
    withClient: (handler) => (request) => {
      const context = new InvocationContext({
        functionName: 'test',
        options: { extraInputs: [client] } as unknown as InvocationContext['options'],
        logHandler: (level, ...message) => level === 'error' && console.error(...message),
      });
      const data = { taskHubName: 'test', creationUrls: {}, managementUrls: {}, rpcBaseUrl: `${server.url}/durable/` };
      context.extraInputs.set(client, data);
      return handler(request, context);
    },
    close: () => server.close(),
  };
}

function answer(status: number, value: unknown) {
  const text = JSON.stringify(value);
  return { status, headers: { 'content-type': 'application/json' }, text, json: () => value };
}
