import type { RegisteredFunction } from '../core-module.ts';
import { messageOf } from '../host-log.ts';
import type { Invoke } from '../invoke.ts';
import type { DurableStore } from './durable-store.ts';
import { EventType } from './history.ts';
import type { Address } from './instance.ts';
import { toJson } from './sdk-protocol.ts';

/** A request in an entity's inbox. */
export interface EntityRequest {
  readonly op: string;
  readonly id: string;
  /** JSON text. */
  readonly input?: string;
  readonly signal: boolean;
  /** The orchestration that awaits the answer of a call. */
  readonly parent?: Required<Address>;
}

interface EntityAnswer {
  readonly entityExists: boolean;
  /** JSON text. */
  readonly entityState?: string;
  readonly results: readonly ({ readonly isError: boolean; readonly result?: string } | undefined)[];
  readonly signals: readonly {
    readonly target: { readonly name: string; readonly key: string };
    readonly name: string;
    readonly input: string;
    readonly requestId: string;
  }[];
}

/** Scheduler id of an entity. */
export const entityId = (name: string, key: string): string => `@${name.toLowerCase()}@${key}`;

/** Runs the requests of an entity as one batch, and commits its new state with all answers and signals. */
export async function runEntity(
  id: string,
  deps: {
    readonly store: DurableStore;
    readonly invoke: Invoke;
    readonly entity: (name: string) => RegisteredFunction | undefined;
    readonly onMessage: (instanceId: string) => void;
  },
): Promise<void> {
  const { store } = deps;
  const messages = store.messages(id, Date.now()).slice(0, 100);
  if (messages.length === 0) return;
  const requests = messages.map(({ body }) => JSON.parse(body) as EntityRequest);
  const answer = await perform(id, requests, deps);
  store.transact(() => {
    store.deleteMessages(messages.map(({ seq }) => seq));
    if (answer) store.saveEntity(id, answer.entityExists ? (answer.entityState ?? 'null') : undefined);
    for (const [index, request] of requests.entries()) {
      if (request.signal || request.parent === undefined) continue;
      const result = answer?.results[index];
      const failure = result?.isError === true || answer === undefined;
      const reply = { result: result?.result, ...(failure ? { exceptionType: 'Error' } : {}) };
      store.send(request.parent, { EventType: EventType.EventRaised, Name: request.id, Input: toJson(reply) });
      deps.onMessage(request.parent.instanceId);
    }
    for (const { target, name, input, requestId } of answer?.signals ?? []) {
      const to = entityId(target.name, target.key);
      store.send({ instanceId: to }, { op: name, id: requestId, input: input || undefined, signal: true });
      deps.onMessage(to);
    }
  });
}

async function perform(
  id: string,
  requests: readonly EntityRequest[],
  { store, invoke, entity }: Parameters<typeof runEntity>[1],
): Promise<EntityAnswer | undefined> {
  const [, name = '', key = ''] = /^@([^@]*)@(.*)$/s.exec(id) ?? [];
  const state = store.entity(id);
  const batch = requests.map(({ op, input, signal, id: request }) => ({
    name: op,
    input,
    isSignal: signal,
    id: request,
  }));
  const fail = (message: string): EntityAnswer => ({
    entityExists: state !== undefined,
    ...(state === undefined ? {} : { entityState: state }),
    results: requests.map(() => ({ isError: true, result: toJson(message) })),
    signals: [],
  });
  const fn = entity(name);
  if (fn === undefined) return fail(`There is no entity function '${name}'`);
  try {
    const trigger = { self: { name, key }, exists: state !== undefined, state, batch };
    const { result } = await invoke(fn, { trigger: { json: toJson(trigger) }, encode: false });
    return result as EntityAnswer;
  } catch (error) {
    return fail(messageOf(error));
  }
}
