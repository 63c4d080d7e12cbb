import type { ExitOptions, JobAdd, TaskAdd } from './schemas.ts';
import type { BatchStore } from './store.ts';
import type { TaskRecord } from './model.ts';
import type { TaskOutcome } from './run-task.ts';

/** The exit options that hold for how a task ended. */
export function exitOptions(spec: TaskAdd, outcome: Pick<TaskOutcome, 'by' | 'exitCode'>): ExitOptions {
  const conditions = spec.exitConditions ?? {};
  const { exitCode } = outcome;
  const specific =
    outcome.by === 'preparation'
      ? conditions.preProcessingError
      : outcome.by === 'upload'
        ? conditions.fileUploadError
        : exitCode === undefined
          ? undefined
          : (conditions.exitCodes?.find(({ code }) => code === exitCode)?.exitOptions ??
            conditions.exitCodeRanges?.find(({ start, end }) => start <= exitCode && exitCode <= end)?.exitOptions);
  return specific ?? conditions.default ?? {};
}

export function hasDependencies(spec: TaskAdd): boolean {
  return (spec.dependsOn?.taskIds?.length ?? 0) + (spec.dependsOn?.taskIdRanges?.length ?? 0) > 0;
}

/** Task ids that a task waits for. An id of a range is the decimal number without leading zeros. */
function* dependencyIds(spec: TaskAdd): Iterable<string> {
  yield* spec.dependsOn?.taskIds ?? [];
  for (const { start, end } of spec.dependsOn?.taskIdRanges ?? []) for (let n = start; n <= end; n++) yield String(n);
}

/** Releases tasks when what they wait for is there. Each waits on one unfinished dependency at a time, so a task that
 * depends on thousands costs thousands of look-ups in all, not at every completion. */
export function dependencyTracker(store: BatchStore) {
  const waiters = new Map<string, { readonly job: string; readonly id: string }[]>();
  const key = (job: string, id: string) => `${job.toLowerCase()}/${id.toLowerCase()}`;

  /** Unblocks the task, or notes which dependency it waits for now. */
  const check = (job: string, spec: TaskAdd): void => {
    for (const id of dependencyIds(spec)) {
      if (satisfied(store.task(job, id)?.task)) continue;
      const known = waiters.get(key(job, id));
      if (known) known.push({ job, id: spec.id });
      else waiters.set(key(job, id), [{ job, id: spec.id }]);
      return;
    }
    store.unblock(job, spec.id);
  };
  return {
    /** After a restart. */
    restore: () => {
      for (const { job, task } of store.blockedTasks()) check(job, task.spec);
    },
    added: check,
    /** To be called when a task completed or came into being. */
    changed: (job: string, id: string) => {
      const waiting = waiters.get(key(job, id));
      if (!waiting || !satisfied(store.task(job, id)?.task)) return;
      waiters.delete(key(job, id));
      for (const waiter of waiting) {
        const found = store.task(waiter.job, waiter.id);
        if (found) check(waiter.job, found.task.spec);
      }
    },
  };
}

function satisfied(task: TaskRecord | undefined): boolean {
  if (task?.state !== 'completed') return false;
  const { result, exitCode, failureInfo } = task.executionInfo;
  if (result === 'success') return true;
  const by = failureInfo?.code.startsWith('FileUpload') ? 'upload' : exitCode === undefined ? 'preparation' : 'program';
  return exitOptions(task.spec, { by, ...(exitCode === undefined ? {} : { exitCode }) }).dependencyAction === 'satisfy';
}

/** Whether a failure acts on its job, and how. */
export function jobAction(job: JobAdd, spec: TaskAdd, outcome: TaskOutcome): 'none' | 'disable' | 'terminate' {
  if (job.onTaskFailure !== 'performexitoptionsjobaction') return 'none';
  return exitOptions(spec, outcome).jobAction ?? 'none';
}
