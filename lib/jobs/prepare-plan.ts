import type { BlobStore } from '../azure/blob-store.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { RecordStore } from '../catalog/records.ts';
import { NotFoundError } from '../errors.ts';
import { requireJob, updateJob } from './job-record.ts';
import { makePlan } from './make-plan.ts';
import { ensureOutputCollection, outputPlace } from './output-collection.ts';
import type { TaskContainers } from './task-containers.ts';
import { workContainer } from './task-containers.ts';
import { workFiles } from './work-files.ts';

/** Activity: writes the plan of a job where its tasks find it, and marks the job as running. */
export async function preparePlan(
  deps: {
    readonly catalog: Catalog;
    readonly records: RecordStore;
    readonly blobs: BlobStore;
    readonly containers: TaskContainers;
  },
  input: { readonly job: string; readonly attempt: number },
  now: Date,
): Promise<{ readonly scenes: number }> {
  const job = await requireJob(deps.records, input.job);
  await ensureOutputCollection(deps.catalog);
  await deps.blobs.ensureContainer(workContainer);
  await deps.blobs.ensureContainer((await outputPlace(deps.catalog, job)).container);
  const items = await Promise.all(
    job.scenes.map(async (scene) => {
      const stored = await deps.catalog.getItem(scene.collection, scene.item);
      if (!stored) throw new NotFoundError('item', scene.item);
      return stored.item();
    }),
  );
  const plan = await makePlan(job, items, (href) => deps.containers.readable(href));
  await deps.blobs.write(
    workContainer,
    workFiles(input.attempt === job.attempt ? job : { ...job, attempt: input.attempt }).plan,
    JSON.stringify(plan),
    'application/json',
  );
  await updateJob(deps.records, job.id, now, (found) =>
    found.state === 'queued' ? { ...found, state: 'running' } : undefined,
  );
  return { scenes: plan.scenes.length };
}
