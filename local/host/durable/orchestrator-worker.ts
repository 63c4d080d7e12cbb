import { randomUUID } from 'node:crypto';
import type { RegisteredFunction } from '../core-module.ts';
import type { Log } from '../host-log.ts';
import type { Invoke } from '../invoke.ts';
import type { Decision } from './action.ts';
import type { DurableStore, Message, Work } from './durable-store.ts';
import { partition, runEpisode } from './episode.ts';
import type { EpisodeResult } from './episode.ts';
import { EventType, historyEvent } from './history.ts';
import type { EventBody, HistoryEvent } from './history.ts';
import { isFinished } from './instance.ts';
import type { Instance } from './instance.ts';
import { decodeFailure, decodeState, encodeTrigger, toJson } from './sdk-protocol.ts';
import { startInstance } from './start-instance.ts';

export interface OrchestratorDeps {
  readonly store: DurableStore;
  readonly invoke: Invoke;
  readonly orchestrator: (name: string) => RegisteredFunction | undefined;
  readonly log: Log;
  /** Work and instances that have something to do after the transaction. */
  readonly onWork: (work: readonly Work[]) => void;
  readonly onMessage: (instanceId: string) => void;
}

/** A history in memory: texts for the SDK, events for the replay. */
export interface LoadedHistory {
  readonly execution: string;
  readonly texts: string[];
  readonly events: HistoryEvent[];
}

/** Runs one episode of an instance: takes its messages, runs the orchestrator over the history with them, and commits all
 * that follows in one transaction.
 * @param cached history of this run if it is at hand
 * @returns the history after the episode; undefined once it isn't needed any more */
export async function runInstance(
  id: string,
  cached: LoadedHistory | undefined,
  deps: OrchestratorDeps,
): Promise<LoadedHistory | undefined> {
  const { store } = deps;
  const instance = store.instance(id);
  const all = store.messages(id, Date.now());
  if (instance === undefined || isFinished(instance)) {
    store.transact(() => store.deleteMessages(all.map(({ seq }) => seq)));
    return undefined;
  }
  const current = all.filter(({ execution }) => execution === undefined || execution === instance.execution);
  const stale = all.filter((message) => !current.includes(message));
  const { taken, status, terminated } = admit(instance, current);
  const now = new Date();
  const bodies = taken.map(({ body }) => JSON.parse(body) as EventBody);
  const dequeue = (): void => store.deleteMessages([...taken, ...stale].map(({ seq }) => seq));

  if (terminated !== undefined) {
    store.transact(() => {
      dequeue();
      end({ ...instance, status: 'Terminated', output: toJson(terminated), updated: now }, deps);
    });
    return undefined;
  }
  if (status === 'Suspended' || taken.length === 0) {
    // What else has come stays in the inbox until the instance is resumed.
    store.transact(() => {
      dequeue();
      if (status !== instance.status) store.saveInstance({ ...instance, status, updated: now });
    });
    return cached;
  }

  const past = cached?.execution === instance.execution ? cached : load(instance, store);
  const fresh = [
    historyEvent({ EventType: EventType.OrchestratorStarted }, now),
    ...bodies.map((body) => historyEvent(body, now)),
  ];
  const history = [...past.events, ...fresh];
  const { decision, context } = await decide(instance, [...past.texts, ...fresh.map(toJson)], deps);
  const result = runEpisode(instance, history, decision, context);
  for (const message of result.warnings)
    deps.log({ level: 'warning', source: 'host', function: instance.name, message: `${id}: ${message}` });

  const ended = historyEvent({ EventType: EventType.OrchestratorCompleted }, new Date());
  const added = [...fresh, ...result.scheduled, ended].map((event) => ({ ...event, IsPlayed: true }));
  const texts = added.map(toJson);
  store.transact(() => {
    dequeue();
    store.appendHistory(id, past.texts.length, texts);
    commit(instance, result, deps);
  });
  if (result.next.status !== 'Running') return undefined;
  past.texts.push(...texts);
  past.events.push(...added);
  return past;
}

/** Which messages an episode takes, the start first. A suspended instance takes only what can end the suspension. */
function admit(instance: Instance, messages: readonly Message[]) {
  let { status } = instance;
  let terminated: string | undefined;
  const controls: Message[] = [];
  const started: Message[] = [];
  const others: Message[] = [];
  for (const message of messages) {
    const event = JSON.parse(message.body) as EventBody;
    if (event.EventType === EventType.ExecutionStarted) started.push(message);
    else if (event.EventType === EventType.ExecutionTerminated) terminated ??= event.Reason;
    else if (event.EventType === EventType.ExecutionSuspended) status = 'Suspended';
    else if (event.EventType === EventType.ExecutionResumed && status === 'Suspended') status = 'Running';
    const isControl = 'Reason' in event && !('TaskScheduledId' in event);
    if (event.EventType !== EventType.ExecutionStarted) (isControl ? controls : others).push(message);
  }
  const taken = status === 'Suspended' ? controls : [...started, ...controls, ...others];
  return { taken, status, terminated };
}

function load(instance: Instance, store: DurableStore): LoadedHistory {
  const texts = store.history(instance.id);
  return { execution: instance.execution, texts, events: texts.map((text) => JSON.parse(text) as HistoryEvent) };
}

async function decide(
  instance: Instance,
  history: readonly string[],
  { invoke, orchestrator }: OrchestratorDeps,
): Promise<{ decision: Decision; context?: unknown }> {
  const fn = orchestrator(instance.name);
  if (fn === undefined)
    return {
      decision: decodeFailure(
        new Error(`The function '${instance.name}' doesn't exist or is not an orchestrator function`),
      ),
    };
  const { id: instanceId, input, parent } = instance;
  const trigger = encodeTrigger({ history, input, instanceId, parentInstanceId: parent?.instanceId });
  try {
    const { result, context } = await invoke(fn, { trigger: { string: trigger }, encode: false });
    return { decision: decodeState(result), context };
  } catch (error) {
    return { decision: decodeFailure(error) };
  }
}

/** Writes what an episode leads to; inside its transaction. */
function commit(instance: Instance, { scheduled, customStatus, next }: EpisodeResult, deps: OrchestratorDeps): void {
  const { store } = deps;
  const self = { instanceId: instance.id, execution: instance.execution };
  const updated = new Date();
  const { activities, children, timers, requests } = partition(scheduled);
  const work = activities.map((event) => store.addWork(self, event.EventId, event.Name, event.Input));
  for (const { EventId, FireAt } of timers) {
    const due = new Date(FireAt).getTime();
    store.send(self, { EventType: EventType.TimerFired, TimerId: EventId, FireAt }, due);
    if (due <= updated.getTime()) deps.onMessage(instance.id);
  }
  for (const { InstanceId, Input } of requests) {
    store.send({ instanceId: InstanceId }, { ...(JSON.parse(Input) as object), parent: self });
    deps.onMessage(InstanceId);
  }
  for (const { EventId, Name, Input, InstanceId } of children) {
    const parent = { ...self, taskId: EventId };
    const started = startInstance(store, { id: InstanceId, name: Name, input: Input, parent });
    if (started.kind === 'started') deps.onMessage(InstanceId);
    else {
      const Reason = `The sub-orchestration '${Name}' can't start: an instance '${InstanceId}' exists with status ${started.status}`;
      store.send(self, {
        EventType: EventType.SubOrchestrationInstanceFailed,
        TaskScheduledId: EventId,
        Reason,
        Details: '',
      });
      deps.onMessage(instance.id);
    }
  }
  deps.onWork(work);

  const saved = { ...instance, updated, customStatus: customStatus ?? instance.customStatus };
  if (next.status === 'Running') store.saveInstance({ ...saved, status: 'Running' });
  else if (next.status === 'ContinuedAsNew') {
    const execution = randomUUID();
    store.clear(instance.id, 'run');
    store.saveInstance({ ...saved, status: 'Running', execution, input: next.input });
    store.send(
      { instanceId: instance.id, execution },
      { EventType: EventType.ExecutionStarted, Name: instance.name, Input: next.input },
    );
    deps.onMessage(instance.id);
  } else {
    const output = next.status === 'Completed' ? next.output : toJson(next.message);
    end({ ...saved, status: next.status, output }, deps, next.status === 'Failed' ? next : undefined);
  }
}

/** Ends an instance and tells its parent; inside a transaction. */
function end(
  instance: Instance,
  { store, onMessage }: OrchestratorDeps,
  failure?: { readonly message: string; readonly details: string },
): void {
  store.saveInstance(instance);
  const { parent, status, output = 'null', name } = instance;
  if (parent === undefined) return;
  const call = { TaskScheduledId: parent.taskId };
  const reason = failure?.message ?? `The sub-orchestration was terminated: ${output}`;
  store.send(
    parent,
    status === 'Completed'
      ? { EventType: EventType.SubOrchestrationInstanceCompleted, ...call, Result: output }
      : {
          EventType: EventType.SubOrchestrationInstanceFailed,
          ...call,
          Reason: `The sub-orchestrator function '${name}' failed: "${reason}"`,
          Details: failure?.details ?? '',
        },
  );
  onMessage(parent.instanceId);
}
