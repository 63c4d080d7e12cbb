import type { BlobStore } from '../azure/blob-store.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { RecordStore } from '../catalog/records.ts';
import { NotFoundError } from '../errors.ts';
import type { Item } from '../stac/item.ts';
import { inParallel } from './in-parallel.ts';
import { requireJob, stopOf, updateJob } from './job-record.ts';
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
): Promise<{ readonly state: 'ready' | 'cancelled' }> {
  const job = await requireJob(deps.records, input.job);
  if (stopOf(job, input.attempt)) return { state: 'cancelled' };
  await ensureOutputCollection(deps.catalog);
  await deps.blobs.ensureContainer(workContainer);
  await deps.blobs.ensureContainer((await outputPlace(deps.catalog, job)).container);
  const items: Item[] = [];
  await inParallel(job.scenes, 16, async (scene, index) => {
    const stored = await deps.catalog.getItem(scene.collection, scene.item);
    if (!stored) throw new NotFoundError('item', scene.item);
    items[index] = stored.item();
  });
  const plan = await makePlan(job, items, (href) => deps.containers.readable(href));
  await deps.blobs.write(workContainer, workFiles(job).plan, JSON.stringify(plan), 'application/json');
  await updateJob(deps.records, job.id, now, (found) =>
    found.state === 'queued' ? { ...found, state: 'running' } : undefined,
  );
  return { state: 'ready' };
}
