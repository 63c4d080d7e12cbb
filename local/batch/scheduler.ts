import { join } from 'node:path';
import { dependencyTracker, jobAction } from './dependencies.ts';
import { moved, now, type JobRecord, type PoolRecord, type TaskRecord } from './model.ts';
import { runTask, type TaskOutcome } from './run-task.ts';
import type { BatchStore, StoredTask } from './store.ts';

export interface SchedulerOptions {
  readonly store: BatchStore;
  /** Holds `workitems/`. */
  readonly home: string;
  /** Environment that every task of a pool has. */
  readonly environment: (pool: string, node: string, job: JobRecord) => Readonly<Record<string, string>>;
  readonly onJobAction: (job: string, action: 'disable' | 'terminate') => void;
  /** After a task completed. */
  readonly onCompleted: (job: string) => void;
  readonly log: (line: string) => void;
}

interface Running {
  readonly job: string;
  readonly id: string;
  readonly node: string;
  readonly slots: number;
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

/** Why a running task is interrupted: `end` completes it as failed, `requeue` runs it again, `leave` keeps it recorded as
 * running so that the next life of the service runs it again, `forget` is for tasks that are being deleted. */
export type Interruption = 'end' | 'requeue' | 'leave' | 'forget';

export type Scheduler = ReturnType<typeof startScheduler>;

/** Gives the slots of the pools' nodes to active tasks: jobs by priority, tasks in the order in which they were added. */
export function startScheduler(options: SchedulerOptions) {
  const { store, log } = options;
  const running = new Map<string, Running>();
  const dependencies = dependencyTracker(store);
  let stopped = false;
  let poked = false;

  const poke = (): void => {
    if (poked || stopped) return;
    poked = true;
    setImmediate(() => {
      poked = false;
      if (!stopped) for (const pool of store.pools()) fill(pool);
    });
  };

  const fill = (pool: PoolRecord): void => {
    const free = freeSlots(pool);
    for (const job of store.activeJobs(pool.spec.id)) {
      const inJob = running
        .values()
        .filter((entry) => same(entry.job, job.spec.id))
        .toArray().length;
      const parallel = job.spec.maxParallelTasks ?? -1;
      const allowed = parallel < 0 ? Infinity : Math.max(0, parallel - inJob);
      const slotsLeft = [...free.values()].reduce((sum, slots) => sum + slots, 0);
      if (slotsLeft === 0) return;
      for (const entry of store.startable(job.spec.id, Math.min(allowed, slotsLeft))) {
        const slots = entry.task.spec.requiredSlots ?? 1;
        const node = [...free].filter(([, left]) => left >= slots).sort((a, b) => b[1] - a[1])[0];
        if (!node) return; // the first in the line waits for room; nobody overtakes it for ever
        free.set(node[0], node[1] - slots);
        start(pool, job, entry, node[0], slots);
      }
    }
  };

  const freeSlots = (pool: PoolRecord): Map<string, number> => {
    const perNode = pool.spec.taskSlotsPerNode ?? 1;
    const free = new Map(Array.from({ length: pool.targetNodes }, (_, n) => [`${pool.spec.id}-${n}`, perNode]));
    for (const { node, slots } of running.values()) if (free.has(node)) free.set(node, (free.get(node) ?? 0) - slots);
    return free;
  };

  const start = (pool: PoolRecord, job: JobRecord, entry: StoredTask, node: string, slots: number): void => {
    const startTime = now();
    const { endTime: _, exitCode: __, failureInfo: ___, ...before } = entry.task.executionInfo;
    const { process: ____, ...idle } = entry.task;
    const task: TaskRecord = { ...moved(idle, 'running', startTime), node, executionInfo: { ...before, startTime } };
    const jobId = job.spec.id;
    const { id } = task.spec;
    store.putTask(jobId, task);
    const abort = new AbortController();
    const work = runTask({
      spec: task.spec,
      directory: join(options.home, 'workitems', jobId, id),
      environment: options.environment(pool.spec.id, node, job),
      signal: abort.signal,
      onStart: (process) => store.putTask(jobId, { ...task, process }),
    });
    const done = work
      .then((outcome) => finish(job, task, outcome, abort.signal))
      .catch((error: unknown) => log(`Task ${jobId}/${id}: ${String(error)}`))
      .finally(() => {
        running.delete(key(jobId, id));
        if (stopped) return;
        poke();
        options.onCompleted(jobId);
      });
    running.set(key(jobId, id), { job: jobId, id, node, slots, abort, done });
  };

  const finish = (job: JobRecord, task: TaskRecord, outcome: TaskOutcome, signal: AbortSignal): void => {
    const why = signal.reason as Interruption | undefined;
    const jobId = job.spec.id;
    if (signal.aborted && (why === 'leave' || why === 'forget')) return;
    if (signal.aborted && why === 'requeue') return void store.putTask(jobId, requeued(task));
    const retries = task.spec.constraints?.maxTaskRetryCount ?? job.spec.constraints?.maxTaskRetryCount ?? 0;
    const { retryCount } = task.executionInfo;
    const failed = outcome.failureInfo !== undefined;
    if (failed && outcome.by === 'program' && (retries < 0 || retryCount < retries)) {
      const time = now();
      const executionInfo = { ...task.executionInfo, retryCount: retryCount + 1, lastRetryTime: time };
      store.putTask(jobId, { ...moved(task, 'active', time), executionInfo });
      return;
    }
    store.transaction(() => {
      store.putTask(jobId, completed(task, outcome));
      dependencies.changed(jobId, task.spec.id);
    });
    const action = failed ? jobAction(job.spec, task.spec, outcome) : 'none';
    if (action !== 'none') options.onJobAction(jobId, action);
  };

  const interrupt = async (wanted: (entry: Running) => boolean, why: Interruption): Promise<void> => {
    const chosen = [...running.values()].filter(wanted);
    for (const { abort } of chosen) abort.abort(why);
    await Promise.all(chosen.map(({ done }) => done));
  };

  dependencies.restore();
  return {
    /** Something may be startable. */
    poke,
    added: dependencies.added,
    changed: dependencies.changed,
    /** @returns after the task's processes ended */
    interruptTask: (job: string, id: string, why: Interruption) =>
      interrupt((entry) => key(entry.job, entry.id) === key(job, id), why),
    interruptJob: (job: string, why: Interruption) => interrupt((entry) => same(entry.job, job), why),
    stop: async () => {
      stopped = true;
      await interrupt(() => true, 'leave');
    },
  };
}

/** Back in the line, because the service or its node went away. */
export function requeued(task: TaskRecord): TaskRecord {
  const time = now();
  const { process: _, ...idle } = task;
  const { requeueCount } = task.executionInfo;
  return {
    ...moved(idle, 'active', time),
    executionInfo: { ...task.executionInfo, requeueCount: requeueCount + 1, lastRequeueTime: time },
  };
}

export function completed(task: TaskRecord, outcome: TaskOutcome): TaskRecord {
  const endTime = now();
  const { exitCode, failureInfo } = outcome;
  const { process: _, ...idle } = task;
  return {
    ...moved(idle, 'completed', endTime),
    executionInfo: {
      ...task.executionInfo,
      endTime,
      ...(exitCode === undefined ? {} : { exitCode }),
      ...(failureInfo === undefined ? { result: 'success' } : { failureInfo, result: 'failure' }),
    },
  };
}

function key(job: string, id: string): string {
  return `${job}/${id}`.toLowerCase();
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
