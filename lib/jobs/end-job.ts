import type { BatchJobs } from '../azure/batch-jobs.ts';
import type { BlobStore } from '../azure/blob-store.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { RecordStore } from '../catalog/records.ts';
import type { JobRecord, JobResults } from './job-record.ts';
import { ended, requireJob, updateJob } from './job-record.ts';
import { outputItem } from './make-plan.ts';
import { outputFiles, outputPlace } from './output-collection.ts';
import { workContainer } from './task-containers.ts';
import { workFiles } from './work-files.ts';

/** Activity: writes the job's last state, then clears what only its tasks needed. A failed job keeps its plan, tiles and task logs. */
export async function endJob(
  deps: {
    readonly catalog: Catalog;
    readonly records: RecordStore;
    readonly blobs: BlobStore;
    readonly batch: BatchJobs;
  },
  input: {
    readonly job: string;
    readonly attempt: number;
    readonly state: 'succeeded' | 'failed' | 'cancelled';
    readonly error?: string;
  },
  now: Date,
): Promise<{ readonly state: string }> {
  const job = await requireJob(deps.records, input.job);
  const results = input.state === 'succeeded' ? await resultsOf(deps, job) : undefined;
  const written = await updateJob(deps.records, job.id, now, (found) => {
    if (found.attempt !== input.attempt || ended.has(found.state)) return undefined;
    const { error: earlier, ...rest } = found;
    const error = input.state === 'failed' ? (input.error ?? earlier ?? 'failed') : undefined;
    return { ...rest, state: input.state, ...(results ? { results } : {}), ...(error === undefined ? {} : { error }) };
  });
  if (input.state !== 'failed') await clear(deps, input);
  return { state: written.state };
}

async function resultsOf(
  deps: { readonly catalog: Catalog; readonly blobs: BlobStore },
  job: JobRecord,
): Promise<JobResults> {
  const { container, prefix } = await outputPlace(deps.catalog, job);
  const { collection, id } = outputItem(job);
  return {
    collection,
    item: id,
    href: deps.blobs.url(container, `${prefix}${outputFiles.cog}`),
    preview: deps.blobs.url(container, `${prefix}${outputFiles.preview}`),
  };
}

async function clear(
  deps: { readonly blobs: BlobStore; readonly batch: BatchJobs; readonly records: RecordStore },
  input: { readonly job: string; readonly attempt: number },
): Promise<void> {
  const files = workFiles({ id: input.job, attempt: input.attempt });
  for (const part of await deps.records.list('job-progress', `${input.job}-${input.attempt}`))
    await deps.batch.deleteJob(files.batchJob(part.id));
  for await (const blob of deps.blobs.list(workContainer, files.tilesPrefix)) {
    await deps.blobs.delete({ account: deps.blobs.account, container: workContainer, path: blob.path });
  }
}
