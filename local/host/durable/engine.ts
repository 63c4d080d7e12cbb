import type { RegisteredFunction } from '../core-module.ts';
import { messageOf } from '../host-log.ts';
import type { Log } from '../host-log.ts';
import type { Invoke } from '../invoke.ts';
import { runActivity } from './activity-worker.ts';
import type { DurableStore, Work } from './durable-store.ts';
import { runEntity } from './entity-worker.ts';
import { isEntityId } from './instance.ts';
import { runInstance } from './orchestrator-worker.ts';
import type { LoadedHistory } from './orchestrator-worker.ts';

export interface EngineOptions {
  readonly maxConcurrentActivityFunctions: number;
  readonly maxConcurrentOrchestratorFunctions: number;
}

export interface Engine {
  /** Something was put into an instance's inbox. */
  wake(instanceId: string): void;
  /** Starts nothing new, and waits for what is running. */
  drain(): Promise<void>;
}

/** Longest time, in milliseconds, that an episode waits for more results to come in. */
const longestGathering = 250;
/** Histories kept in memory between episodes. */
const cacheSize = 200;
/** setTimeout takes 31 bits of milliseconds. */
const longestWait = 2 ** 31 - 1;

/** Runs what the store holds: activities as they come, and an episode of each instance that has messages. All state that
 * matters is in the store; what is here says only what to look at next, and is rebuilt at the start. */
export function startEngine(
  store: DurableStore,
  options: EngineOptions,
  deps: {
    readonly invoke: Invoke;
    readonly find: (
      trigger: 'orchestrationTrigger' | 'activityTrigger' | 'entityTrigger',
      name: string,
    ) => RegisteredFunction | undefined;
    readonly log: Log;
  },
): Engine {
  const { invoke, find, log } = deps;
  const work: Work[] = [];
  let nextWork = 0;
  let activities = 0;
  const ready = new Set<string>();
  const busy = new Set<string>();
  /** When the next episode of an instance may start: replaying takes longer with every result, so results are gathered
   * for as long as the last episode took. */
  const notBefore = new Map<string, number>();
  const gathering = new Set<string>();
  const histories = new Map<string, LoadedHistory>();
  const running = new Set<Promise<void>>();
  let stopped = false;
  let seenDue = 0;
  let alarm: NodeJS.Timeout | undefined;
  let alarmAt = Infinity;

  function track(task: Promise<void>, what: string): void {
    const tracked = task
      .catch((error: unknown) => log({ level: 'error', source: 'host', message: `${what}: ${messageOf(error)}` }))
      .finally(() => running.delete(tracked));
    running.add(tracked);
  }

  function pumpActivities(): void {
    const limit = stopped ? 0 : options.maxConcurrentActivityFunctions;
    while (activities < limit && nextWork < work.length) {
      const one = work[nextWork++]!;
      if (nextWork > 1000) {
        work.splice(0, nextWork);
        nextWork = 0;
      }
      activities += 1;
      const done = runActivity(one, { store, invoke, activity: (name) => find('activityTrigger', name) }).finally(
        () => {
          activities -= 1;
          wake(one.address.instanceId);
          pumpActivities();
        },
      );
      track(done, `activity ${one.name}`);
    }
  }

  async function run(id: string): Promise<void> {
    if (isEntityId(id))
      return runEntity(id, { store, invoke, entity: (name) => find('entityTrigger', name), onMessage: wake });
    const before = performance.now();
    const history = await runInstance(id, histories.get(id), {
      store,
      invoke,
      orchestrator: (name) => find('orchestrationTrigger', name),
      log,
      onMessage: wake,
      onWork: (more) => work.push(...more),
    });
    histories.delete(id);
    if (history) histories.set(id, history);
    if (histories.size > cacheSize) histories.delete(histories.keys().next().value!);
    const cost = performance.now() - before;
    if (history) notBefore.set(id, performance.now() + Math.min(cost, longestGathering));
    else notBefore.delete(id);
  }

  /** An episode that can't be committed left everything as it was, and is run again. */
  async function retrying(id: string): Promise<void> {
    try {
      await run(id);
    } catch (error) {
      histories.delete(id);
      setTimeout(() => wake(id), 1000).unref();
      throw error;
    }
  }

  function pumpInstances(): void {
    for (const id of ready) {
      if (stopped || busy.size >= options.maxConcurrentOrchestratorFunctions) return;
      if (busy.has(id)) continue;
      const wait = (notBefore.get(id) ?? 0) - performance.now();
      if (wait > 1) {
        ready.delete(id);
        gathering.add(id);
        setTimeout(() => {
          gathering.delete(id);
          wake(id);
        }, wait);
        continue;
      }
      ready.delete(id);
      busy.add(id);
      const episode = retrying(id).finally(() => {
        busy.delete(id);
        pumpActivities();
        setAlarm();
        pumpInstances();
      });
      track(episode, `instance ${id}`);
    }
  }

  function wake(id: string): void {
    if (gathering.has(id)) return;
    ready.add(id);
    // After what is going on, so that a transaction under way commits first and results gather.
    setImmediate(pumpInstances);
  }

  /** Wakes at the next timer. */
  function setAlarm(): void {
    const due = stopped ? undefined : store.nextDue(seenDue);
    if (due === undefined || (alarm !== undefined && due >= alarmAt)) return;
    clearTimeout(alarm);
    alarmAt = due;
    alarm = setTimeout(ring, Math.min(Math.max(due - Date.now(), 0), longestWait));
  }

  function ring(): void {
    alarm = undefined;
    alarmAt = Infinity;
    const now = Date.now();
    for (const id of store.due(seenDue, now)) wake(id);
    seenDue = Math.max(seenDue, now);
    setAlarm();
  }

  work.push(...store.work());
  for (const id of store.due(-1, Date.now())) ready.add(id);
  seenDue = Date.now();
  setAlarm();
  pumpInstances();
  pumpActivities();

  return {
    wake,
    drain: async () => {
      stopped = true;
      clearTimeout(alarm);
      while (running.size > 0) await Promise.allSettled(running);
    },
  };
}
