import type { Catalog } from '../catalog/catalog.ts';
import type { RecordStore } from '../catalog/records.ts';
import { requireJob, updateJob, type PartState } from './job-record.ts';
import { outputItem } from './make-plan.ts';

/** Far longer than an event takes, so that only a real fault ends it. */
const patienceMs = 10 * 60_000;

/** Activity: whether the composite's own blob event has made it an item. */
export async function awaitItem(
  deps: { readonly catalog: Catalog; readonly records: RecordStore },
  input: { readonly job: string; readonly attempt: number },
  now: Date,
): Promise<PartState> {
  const job = await requireJob(deps.records, input.job);
  const { collection, id } = outputItem(job);
  const stored = await deps.catalog.getItem(collection, id);
  if (stored?.item().properties['revisit:job'] === job.id) return { state: 'succeeded', done: 1 };
  const { written } = await updateJob(deps.records, job.id, now, (found) =>
    found.written ? undefined : { ...found, written: now.toISOString() },
  );
  if (written !== undefined && now.getTime() - new Date(written).getTime() > patienceMs) {
    return {
      state: 'failed',
      done: 0,
      error: `the composite was written but did not become an item of ${collection}; see GET /api/jobs/v1/failures`,
    };
  }
  return { state: 'running', done: 0 };
}
