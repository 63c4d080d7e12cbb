import { BatchCallError } from '../azure/batch-client.ts';
import type { BatchJobs } from '../azure/batch-jobs.ts';
import type { TaskSpec } from '../azure/batch-task.ts';
import type { BlobStore } from '../azure/blob-store.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { RecordStore } from '../catalog/records.ts';
import { saveProgress } from './job-progress.ts';
import { instanceId, requireJob, stopOf, type PartState } from './job-record.ts';
import { outputFiles, outputPlace } from './output-collection.ts';
import type { TaskContainers } from './task-containers.ts';
import { workContainer } from './task-containers.ts';
import { workFiles } from './work-files.ts';

interface SubmitDeps {
  readonly catalog: Catalog;
  readonly records: RecordStore;
  readonly blobs: BlobStore;
  readonly batch: BatchJobs;
  readonly containers: TaskContainers;
  readonly taskImage: string;
}

/** Activity: one Batch job with a task for each tile of a chunk. Submitting again adds nothing.
 * @returns `running` while Batch has no room for another job */
export async function submitTiles(
  deps: SubmitDeps,
  input: { readonly job: string; readonly attempt: number; readonly from: number; readonly to: number },
): Promise<PartState> {
  const files = workFiles({ id: input.job, attempt: input.attempt });
  const plan = await planFile(deps, files.plan);
  const containerUrl = await deps.containers.writeTo(workContainer);
  const tasks: TaskSpec[] = [];
  for (let tile = input.from; tile < input.to; tile += 1) {
    const file = files.tileFile(tile);
    tasks.push({
      ...common(deps),
      id: `tile-${tile}`,
      commandLine: `revisit-task composite-tile --plan plan.json --tile ${tile} --out ${file}`,
      resourceFiles: [plan],
      outputs: [{ pattern: file, containerUrl, path: `${files.tilesPrefix}${file}` }],
    });
  }
  return submit(deps, input, `tiles-${input.from}`, tasks);
}

/** Activity: the one task that puts the tiles together and leaves the composite in its published container.
 * @returns as `submitTiles` */
export async function submitAssembly(
  deps: SubmitDeps,
  input: { readonly job: string; readonly attempt: number },
): Promise<PartState> {
  const job = await requireJob(deps.records, input.job);
  const files = workFiles({ id: input.job, attempt: input.attempt });
  const { container, prefix } = await outputPlace(deps.catalog, job);
  const [from, to] = [new URL(await deps.containers.readFrom(workContainer)), await deps.containers.writeTo(container)];
  const task: TaskSpec = {
    ...common(deps),
    id: 'assemble',
    commandLine: `revisit-task composite-assemble --plan plan.json --tiles ${from.origin}${from.pathname}/${files.tilesPrefix}${from.search}`,
    resourceFiles: [await planFile(deps, files.plan)],
    outputs: Object.values(outputFiles).map((file) => ({
      pattern: file,
      containerUrl: to,
      path: `${prefix}${file}`,
      contentType: mediaType(file),
    })),
  };
  return submit(deps, input, 'assembly', [task]);
}

async function submit(
  deps: SubmitDeps,
  input: { readonly job: string; readonly attempt: number },
  part: string,
  tasks: readonly TaskSpec[],
): Promise<PartState> {
  const attempt = { id: input.job, attempt: input.attempt };
  const stop = stopOf(await requireJob(deps.records, input.job), input.attempt);
  if (stop) return { ...stop, done: 0 };
  const batchJob = workFiles(attempt).batchJob(part);
  // Before the job is there, so that whoever clears up knows of it.
  const progress = { total: tasks.length, done: 0, running: 0, failed: 0 };
  await saveProgress(deps.records, instanceId(attempt), part, progress);
  try {
    await deps.batch.createJob(batchJob);
  } catch (error) {
    if (error instanceof BatchCallError && error.code === quotaReached) return { state: 'running', done: 0 };
    throw error;
  }
  await deps.batch.addTasks(batchJob, tasks);
  return { state: 'succeeded', done: 0 };
}

/** Accounts have 100 to 300 active jobs. @see https://learn.microsoft.com/rest/api/batchservice/batch-status-and-error-codes */
const quotaReached = 'ActiveJobAndScheduleQuotaReached';

function common(deps: SubmitDeps): Pick<TaskSpec, 'maxRetries' | 'maxMinutes' | 'image'> {
  return { maxRetries: 2, maxMinutes: 240, image: deps.taskImage };
}

async function planFile(deps: SubmitDeps, path: string): Promise<{ readonly url: string; readonly path: string }> {
  return { url: await deps.containers.readable(deps.blobs.url(workContainer, path)), path: 'plan.json' };
}

function mediaType(file: string): string {
  if (file === outputFiles.cog) return 'image/tiff; application=geotiff; profile=cloud-optimized';
  return file === outputFiles.preview ? 'image/webp' : 'application/json';
}
