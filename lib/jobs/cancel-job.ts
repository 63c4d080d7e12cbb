import type { RecordStore } from '../catalog/records.ts';
import { ConflictError } from '../errors.ts';
import { ended, instanceId, updateJob, type JobRecord } from './job-record.ts';
import type { StartOrchestration } from './submit-composite.ts';

/** Marks a job as to be cancelled; its orchestration does the rest. Again is fine.
 * @throws {NotFoundError} @throws {ConflictError} when it has succeeded or failed */
export async function cancelJob(
  deps: { readonly records: RecordStore; readonly start: StartOrchestration },
  id: string,
  now: Date,
): Promise<JobRecord> {
  const job = await updateJob(deps.records, id, now, (found) => {
    if (found.state === 'cancelling' || found.state === 'cancelled') return undefined;
    if (ended.has(found.state)) throw new ConflictError(`job ${found.id} has ${found.state} already`);
    return { ...found, state: 'cancelling' };
  });
  if (ended.has(job.state)) return job;
  // Whoever recorded the job may have died before starting it: there has to be someone who ends it.
  const outcome = await deps.start(instanceId(job), { job: job.id, attempt: job.attempt, tiles: job.tiles });
  if (outcome === 'running') return job;
  return updateJob(deps.records, id, now, (found) =>
    ended.has(found.state) || found.attempt !== job.attempt ? undefined : { ...found, state: 'cancelled' },
  );
}
