import { randomUUID } from 'node:crypto';
import type { DurableStore, InstanceFilter } from './durable-store.ts';
import { entityId } from './entity-worker.ts';
import { EventType } from './history.ts';
import type { EventBody } from './history.ts';
import { isFinished } from './instance.ts';
import type { Instance } from './instance.ts';
import { startInstance } from './start-instance.ts';

/** What became of a message to an instance. */
export type Delivery = 'accepted' | 'unknown' | 'finished';

export type DurableClient = ReturnType<typeof createDurableClient>;

/** What can be done to orchestrations and entities from outside. All JSON is text. */
export function createDurableClient(
  store: DurableStore,
  deps: { readonly hasOrchestrator: (name: string) => boolean; readonly wake: (instanceId: string) => void },
) {
  function deliver(id: string, body: EventBody): Delivery {
    const instance = store.instance(id);
    if (instance === undefined) return 'unknown';
    if (isFinished(instance)) return 'finished';
    store.send({ instanceId: id }, body);
    deps.wake(id);
    return 'accepted';
  }

  return {
    /** @returns the id; or the status of the instance that runs under it; or that there is no such orchestrator */
    startNew: (name: string, input: string, id = randomUUID().replaceAll('-', '')) => {
      if (!deps.hasOrchestrator(name)) return { kind: 'unknown' } as const;
      const started = store.transact(() => startInstance(store, { id, name, input }));
      if (started.kind === 'started') deps.wake(id);
      return { ...started, id };
    },
    instance: (id: string): Instance | undefined => store.instance(id),
    instances: (filter: InstanceFilter): Instance[] => store.instances(filter),
    /** JSON texts of the history's events. */
    history: (id: string): string[] => store.history(id),
    raiseEvent: (id: string, Name: string, Input: string): Delivery =>
      deliver(id, { EventType: EventType.EventRaised, Name, Input }),
    terminate: (id: string, Reason: string): Delivery =>
      deliver(id, { EventType: EventType.ExecutionTerminated, Reason }),
    suspend: (id: string, Reason: string): Delivery => deliver(id, { EventType: EventType.ExecutionSuspended, Reason }),
    resume: (id: string, Reason: string): Delivery => deliver(id, { EventType: EventType.ExecutionResumed, Reason }),
    /** Forgets finished instances.
     * @returns how many */
    purge: (filter: { readonly id: string } | InstanceFilter): number =>
      store.transact(() => {
        const found = 'id' in filter ? [store.instance(filter.id)] : store.instances({ limit: -1, ...filter });
        const finished = found.filter((one) => one !== undefined && isFinished(one));
        for (const one of finished) store.clear(one!.id, 'everything');
        return finished.length;
      }),
    signalEntity: (name: string, key: string, op: string, input: string | undefined): void => {
      const id = entityId(name, key);
      store.send({ instanceId: id }, { op, id: randomUUID(), input, signal: true });
      deps.wake(id);
    },
    /** State of an entity. */
    entityState: (name: string, key: string): string | undefined => store.entity(entityId(name, key)),
  };
}
