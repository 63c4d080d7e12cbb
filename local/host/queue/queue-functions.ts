import { QueueClient } from '@azure/storage-queue';
import type { Binding, RegisteredFunction } from '../core-module.ts';
import type { Log } from '../host-log.ts';
import type { HostJson } from '../host-json.ts';
import type { Invoke, InvocationResponse } from '../invoke.ts';
import { resolveSettings } from '../settings.ts';
import { textOf } from '../typed-data.ts';
import type { TypedData } from '../typed-data.ts';
import { listenToQueue } from './queue-listener.ts';
import type { QueueListener, QueueOptions } from './queue-listener.ts';
import { encodeMessage } from './queue-message.ts';

type Settings = Readonly<Record<string, string | undefined>>;

/** Queues of the storage account that a binding names by its `connection` setting.
 * @param storage connection string of AzureWebJobsStorage */
export function queueOf(binding: Binding, storage: string, settings: Settings): QueueClient {
  const name = resolveSettings(String(binding['queueName']), settings);
  const connection = (binding['connection'] as string | undefined) || 'AzureWebJobsStorage';
  const own = settings[connection] ?? settings[`AzureWebJobs${connection}`];
  if (own === undefined && connection !== 'AzureWebJobsStorage')
    throw new Error(`Queue "${name}": there is no setting "${connection}" with a connection string`);
  return new QueueClient(connection === 'AzureWebJobsStorage' ? storage : own!, name);
}

/** Starts a listener for every queue function. */
export async function startQueueFunctions(
  functions: Iterable<RegisteredFunction>,
  deps: {
    readonly storage: string;
    readonly settings: Settings;
    readonly leaseSeconds: number;
    readonly hostJson: HostJson;
    readonly invoke: Invoke;
    readonly sendOutputs: (fn: RegisteredFunction, response: InvocationResponse) => Promise<void>;
    readonly log: Log;
  },
): Promise<ReadonlyMap<string, QueueListener>> {
  const { queues } = deps.hostJson.extensions;
  const newBatchThreshold = queues.newBatchThreshold ?? queues.batchSize >> 1;
  const options: QueueOptions = { ...queues, newBatchThreshold, leaseSeconds: deps.leaseSeconds };
  const run = async (
    fn: RegisteredFunction,
    text: string,
    metadata: Readonly<Record<string, TypedData>>,
  ): Promise<void> => {
    const response = await deps.invoke(fn, { trigger: { string: text }, triggerMetadata: metadata });
    await deps.sendOutputs(fn, response);
  };
  const listeners = new Map<string, QueueListener>();
  for (const fn of functions) {
    const binding = Object.values(fn.bindings).find(({ type }) => type === 'queueTrigger');
    if (binding === undefined) continue;
    const queue = queueOf(binding, deps.storage, deps.settings);
    const poison = queueOf({ ...binding, queueName: `${queue.name}-poison` }, deps.storage, deps.settings);
    await queue.createIfNotExists();
    listeners.set(queue.name, listenToQueue(fn, queue, poison, options, { run, log: deps.log }));
  }
  return listeners;
}

/** Sends what a function gave to its queue outputs, return value included. */
export function createOutputSender(storage: string, settings: Settings, hostJson: HostJson) {
  return async (fn: RegisteredFunction, response: InvocationResponse): Promise<void> => {
    for (const [name, binding] of Object.entries(fn.bindings)) {
      if (binding.direction !== 'out' || binding.type === 'http') continue;
      if (binding.type !== 'queue')
        throw new Error(`Function "${fn.name}": the local host has no output "${binding.type}"`);
      const data = name === '$return' ? response.returnValue : response.outputs.find((one) => one.name === name)?.data;
      if (!data) continue;
      const queue = queueOf(binding, storage, settings);
      await queue.createIfNotExists();
      for (const text of messagesOf(data))
        await queue.sendMessage(encodeMessage(text, hostJson.extensions.queues.messageEncoding));
    }
  };
}

/** An array is one message for each element. */
function messagesOf(data: TypedData): readonly string[] {
  const text = textOf(data);
  const value: unknown = data.json === undefined ? undefined : JSON.parse(data.json);
  if (!Array.isArray(value)) return [text];
  return value.map((one: unknown) => (typeof one === 'string' ? one : JSON.stringify(one)));
}
