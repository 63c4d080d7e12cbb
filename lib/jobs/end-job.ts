import type { BatchJobs } from '../azure/batch-jobs.ts';
import type { BlobStore } from '../azure/blob-store.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { RecordStore } from '../catalog/records.ts';
import type { JobRecord, JobResults } from './job-record.ts';
import { inParallel } from './in-parallel.ts';
import { listParts } from './job-progress.ts';
import { ended, instanceId, requireJob, updateJob } from './job-record.ts';
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
  if (input.state === 'failed') await endBatchJobs(deps, input);
  else await clear(deps, input);
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

type ClearDeps = { readonly blobs: BlobStore; readonly batch: BatchJobs; readonly records: RecordStore };
type Attempt = { readonly job: string; readonly attempt: number };

/** Ends what may still be active; its tasks' logs stay. */
async function endBatchJobs(deps: ClearDeps, attempt: Attempt): Promise<void> {
  await inParallel(await batchJobsOf(deps, attempt), 4, (job) => deps.batch.terminateJob(job));
}

async function clear(deps: ClearDeps, attempt: Attempt): Promise<void> {
  await inParallel(await batchJobsOf(deps, attempt), 4, (job) => deps.batch.deleteJob(job));
  const { account } = deps.blobs;
  const paths: string[] = [];
  // The plan too: it carries signatures of everything that went in.
  const { folder } = workFiles({ id: attempt.job, attempt: attempt.attempt });
  for await (const blob of deps.blobs.list(workContainer, folder)) paths.push(blob.path);
  await inParallel(
    paths,
    16,
    async (path) => void (await deps.blobs.delete({ account, container: workContainer, path })),
  );
}

async function batchJobsOf({ records }: ClearDeps, { job, attempt }: Attempt): Promise<readonly string[]> {
  const parts = await listParts(records, instanceId({ id: job, attempt }));
  return parts.map((part) => workFiles({ id: job, attempt }).batchJob(part));
}
