import type { ActivityHandler } from 'durable-functions';
import type { BatchJobs } from '../lib/azure/batch-jobs.ts';
import type { BlobStore } from '../lib/azure/blob-store.ts';
import type { Catalog } from '../lib/catalog/catalog.ts';
import type { RecordStore } from '../lib/catalog/records.ts';
import { awaitItem } from '../lib/jobs/await-item.ts';
import { endJob } from '../lib/jobs/end-job.ts';
import { pollTasks } from '../lib/jobs/poll-tasks.ts';
import { preparePlan } from '../lib/jobs/prepare-plan.ts';
import { submitAssembly, submitTiles } from '../lib/jobs/submit-tasks.ts';
import type { TaskContainers } from '../lib/jobs/task-containers.ts';
import { activities } from './names.ts';

export interface ActivityDeps {
  readonly catalog: Catalog;
  readonly records: RecordStore;
  readonly blobs: BlobStore;
  readonly batch: BatchJobs;
  readonly containers: TaskContainers;
  /** Container image of `tasks/`. */
  readonly taskImage: string;
}

export type ActivityName = (typeof activities)[keyof typeof activities];
export type ActivityHandlers = Readonly<Record<ActivityName, ActivityHandler>>;

/** Every activity by name. They do the I/O that orchestrations may not, and no pixel work. Each can run twice. */
export function activityHandlers(deps: ActivityDeps): ActivityHandlers {
  return {
    [activities.planComposite]: (input) => preparePlan(deps, input, new Date()),
    [activities.submitTiles]: (input) => submitTiles(deps, input),
    [activities.submitAssembly]: (input) => submitAssembly(deps, input),
    [activities.pollTasks]: (input) => pollTasks(deps, input),
    [activities.awaitItem]: (input) => awaitItem(deps, input, new Date()),
    [activities.endJob]: (input) => endJob(deps, input, new Date()),
  };
}
