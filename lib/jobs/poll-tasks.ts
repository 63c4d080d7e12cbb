import type { BatchJobs } from '../azure/batch-jobs.ts';
import type { RecordStore } from '../catalog/records.ts';
import { failPart } from './fail-part.ts';
import { saveProgress } from './job-progress.ts';
import { instanceId, requireJob, stopOf, type PartState } from './job-record.ts';
import { describeFailure } from './task-failure.ts';
import { workFiles } from './work-files.ts';

interface PollInput {
  readonly job: string;
  readonly attempt: number;
  readonly part: string;
  readonly tasks: number;
}

/** Activity: looks at one Batch job's counts, writes them where the job's readers see them, and says how it stands.
 * A part that is done, has failed or is not wanted any more has its Batch job ended at once: an account may have few
 * active ones, and a job stays active until it is told. */
export async function pollTasks(
  deps: { readonly records: RecordStore; readonly batch: BatchJobs },
  input: PollInput,
  now: Date,
): Promise<PartState> {
  const attempt = { id: input.job, attempt: input.attempt };
  const batchJob = workFiles(attempt).batchJob(input.part);
  // Before the counts: once it is ended, tasks that were running count as failed.
  const stop = stopOf(await requireJob(deps.records, input.job), input.attempt);
  if (stop) await deps.batch.terminateJob(batchJob);
  const counts = await deps.batch.counts(batchJob);
  const progress = { total: input.tasks, done: counts.succeeded, running: counts.running, failed: counts.failed };
  await saveProgress(deps.records, instanceId(attempt), input.part, progress);
  if (stop) return { ...stop, done: counts.succeeded };
  if (counts.failed > 0) {
    const failures = await deps.batch.failures(batchJob, 3);
    const error = failures.map(describeFailure).join('; ') || 'a task failed';
    return { ...(await failPart(deps, { ...input, error }, now)), done: counts.succeeded };
  }
  if (counts.succeeded < input.tasks) return { state: 'running', done: counts.succeeded };
  await deps.batch.terminateJob(batchJob);
  return { state: 'succeeded', done: counts.succeeded };
}
