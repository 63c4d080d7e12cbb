import type { BatchJobs } from '../azure/batch-jobs.ts';
import type { RecordStore } from '../catalog/records.ts';
import { updateJob } from './job-record.ts';
import { workFiles } from './work-files.ts';

/** Activity: ends a part's Batch job and records why, so that the job's other parts stop at their next poll. The state is
 * `cancelling` until all have stopped; the error tells it from a caller's cancellation. */
export async function failPart(
  deps: { readonly records: RecordStore; readonly batch: Pick<BatchJobs, 'terminateJob'> },
  input: { readonly job: string; readonly attempt: number; readonly part: string; readonly error: string },
  now: Date,
): Promise<{ readonly state: 'failed'; readonly error: string }> {
  const { job, attempt, part, error } = input;
  await updateJob(deps.records, job, now, (found) =>
    found.attempt === attempt && (found.state === 'queued' || found.state === 'running')
      ? { ...found, state: 'cancelling', error }
      : undefined,
  );
  await deps.batch.terminateJob(workFiles({ id: job, attempt }).batchJob(part));
  return { state: 'failed', error };
}
