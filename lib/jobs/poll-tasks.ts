import type { BatchJobs } from '../azure/batch-jobs.ts';
import type { RecordStore } from '../catalog/records.ts';
import { saveProgress } from './job-progress.ts';
import { instanceId, requireJob, updateJob } from './job-record.ts';
import { workFiles } from './work-files.ts';

interface PollInput {
  readonly job: string;
  readonly attempt: number;
  readonly part: string;
  readonly tasks: number;
}

interface PollResult {
  readonly state: 'running' | 'succeeded' | 'failed' | 'cancelled';
  readonly done: number;
  readonly error?: string;
}

/** Activity: looks at one Batch job's counts, writes them where the job's readers see them, and says how it stands.
 * A failed task or a cancelled job ends the part's Batch job at once. */
export async function pollTasks(
  deps: { readonly records: RecordStore; readonly batch: BatchJobs },
  input: PollInput,
): Promise<PollResult> {
  const batchJob = workFiles({ id: input.job, attempt: input.attempt }).batchJob(input.part);
  const counts = await deps.batch.counts(batchJob);
  const progress = { total: input.tasks, done: counts.succeeded, running: counts.running, failed: counts.failed };
  await saveProgress(deps.records, instanceId({ id: input.job, attempt: input.attempt }), input.part, progress);
  if (counts.failed > 0) {
    const error = await describeFailures(deps.batch, batchJob);
    await deps.batch.terminateJob(batchJob);
    // The other parts see this at their next poll and stop too.
    await updateJob(deps.records, input.job, new Date(), (job) =>
      job.state === 'running' ? { ...job, state: 'cancelling', error } : undefined,
    );
    return { state: 'failed', done: counts.succeeded, error };
  }
  if (counts.succeeded >= input.tasks) return { state: 'succeeded', done: counts.succeeded };
  if ((await requireJob(deps.records, input.job)).state === 'cancelling') {
    await deps.batch.terminateJob(batchJob);
    return { state: 'cancelled', done: counts.succeeded };
  }
  return { state: 'running', done: counts.succeeded };
}

async function describeFailures(batch: BatchJobs, batchJob: string): Promise<string> {
  const failures = await batch.failures(batchJob, 3);
  const lines = failures.map(
    (failure) =>
      `${failure.task} (exit code ${failure.exitCode ?? 'none'}): ${failure.stderr.trim().split('\n').at(-1) ?? failure.message}`,
  );
  return lines.join('; ') || 'a task failed';
}
