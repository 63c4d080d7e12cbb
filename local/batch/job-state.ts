import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BatchError, jobNotFound } from './batch-error.ts';
import { durationMs } from './duration.ts';
import { moved, now, type JobRecord } from './model.ts';
import type { Scheduler } from './scheduler.ts';
import type { BatchStore } from './store.ts';

export interface JobStateOptions {
  readonly store: BatchStore;
  readonly scheduler: () => Scheduler;
  readonly home: string;
  readonly log: (line: string) => void;
}

export type JobStates = ReturnType<typeof jobStates>;

/** The transitions of a job. Each is recorded before its tasks are touched, so that a restart can finish it. */
export function jobStates({ store, scheduler, home, log }: JobStateOptions) {
  const find = (id: string | undefined): JobRecord => {
    const job = store.job(id ?? '');
    if (!job) throw jobNotFound();
    return job;
  };
  const inBackground = (work: Promise<void>): void => {
    work.catch((error: unknown) => log(String(error)));
  };

  const finishTermination = async (id: string): Promise<void> => {
    await scheduler().interruptJob(id, 'end');
    const job = store.job(id);
    if (job?.state !== 'terminating') return;
    const ended = moved(job, 'completed');
    store.putJob({ ...ended, executionInfo: { ...job.executionInfo, endTime: ended.stateTransitionTime } });
  };
  const finishDeletion = async (id: string): Promise<void> => {
    await scheduler().interruptJob(id, 'forget');
    await rm(join(home, 'workitems', id), { recursive: true, force: true });
    store.deleteJob(id);
  };
  const terminate = (job: JobRecord, terminateReason: string): void => {
    if (job.state === 'completed' || job.state === 'terminating') return;
    store.putJob({ ...moved(job, 'terminating'), executionInfo: { ...job.executionInfo, terminateReason } });
    inBackground(finishTermination(job.spec.id));
  };

  return {
    find,
    terminate,
    delete: (job: JobRecord): void => {
      if (job.state === 'deleting') throw new BatchError(409, 'JobBeingDeleted', 'The job is being deleted.');
      store.putJob(moved(job, 'deleting'));
      inBackground(finishDeletion(job.spec.id));
    },
    disable: (job: JobRecord, tasks: 'requeue' | 'terminate' | 'wait'): void => {
      requireState(job, ['active', 'disabled']);
      store.putJob(moved(job, 'disabled'));
      if (tasks !== 'wait')
        inBackground(scheduler().interruptJob(job.spec.id, tasks === 'requeue' ? 'requeue' : 'end'));
    },
    enable: (job: JobRecord): void => {
      requireState(job, ['active', 'disabled']);
      store.putJob(moved(job, 'active'));
      scheduler().poke();
    },
    /** Applies `onAllTasksComplete`. */
    checkComplete: (id: string): void => {
      const job = store.job(id);
      if (job?.state !== 'active' || job.spec.onAllTasksComplete !== 'terminatejob') return;
      if (store.tally(id).every(({ state }) => state === 'completed')) terminate(job, 'AllTasksCompleted');
    },
    /** Ends jobs that ran out of time. */
    checkTime: (): void => {
      for (const job of store.jobs()) {
        const limit = durationMs(job.spec.constraints?.maxWallClockTime ?? '');
        if (limit === undefined || (job.state !== 'active' && job.state !== 'disabled')) continue;
        if (Date.now() - Date.parse(job.creationTime) > limit) terminate(job, 'MaxWallClockTimeExpiry');
      }
    },
    /** Goes on with what a death of the service interrupted. */
    resume: (): void => {
      for (const { state, spec } of store.jobs()) {
        if (state === 'terminating') inBackground(finishTermination(spec.id));
        if (state === 'deleting') inBackground(finishDeletion(spec.id));
      }
    },
    touched: (job: JobRecord): JobRecord => ({ ...job, lastModified: now() }),
  };
}

/** @throws {BatchError} 409 */
export function requireState(job: JobRecord, states: readonly JobRecord['state'][]): void {
  if (states.includes(job.state)) return;
  if (job.state === 'completed')
    throw new BatchError(409, 'JobCompleted', 'The specified job is already in a completed state.');
  if (job.state === 'terminating')
    throw new BatchError(409, 'JobBeingTerminated', 'The specified job is being terminated.');
  if (job.state === 'deleting') throw new BatchError(409, 'JobBeingDeleted', 'The specified job is being deleted.');
  throw new BatchError(409, 'OperationInvalidForCurrentState', `The specified job is ${job.state}.`);
}
