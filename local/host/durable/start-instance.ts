import { randomUUID } from 'node:crypto';
import type { DurableStore } from './durable-store.ts';
import { EventType } from './history.ts';
import { isFinished } from './instance.ts';
import type { ParentCall, RuntimeStatus } from './instance.ts';

export interface NewInstance {
  readonly id: string;
  readonly name: string;
  /** JSON text. */
  readonly input: string;
  readonly parent?: ParentCall;
}

/** Starts an instance, inside a transaction of the caller's. A finished one of the same id starts over; a running one is
 * left as it is. */
export function startInstance(
  store: DurableStore,
  { id, name, input, parent }: NewInstance,
): { readonly kind: 'started' } | { readonly kind: 'running'; readonly status: RuntimeStatus } {
  const existing = store.instance(id);
  if (existing && !isFinished(existing)) return { kind: 'running', status: existing.status };
  if (existing) store.clear(id, 'everything');
  const now = new Date();
  const execution = randomUUID();
  store.saveInstance({
    id,
    name,
    execution,
    status: 'Pending',
    input,
    output: undefined,
    customStatus: undefined,
    created: now,
    updated: now,
    parent,
  });
  store.send({ instanceId: id, execution }, { EventType: EventType.ExecutionStarted, Name: name, Input: input });
  return { kind: 'started' };
}
