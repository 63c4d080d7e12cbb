import type { ActivityHandler } from 'durable-functions';
import { BatchCallError } from '../lib/azure/batch-client.ts';
import type { BatchJobs } from '../lib/azure/batch-jobs.ts';
import type { BlobStore } from '../lib/azure/blob-store.ts';
import type { Catalog } from '../lib/catalog/catalog.ts';
import type { RecordStore } from '../lib/catalog/records.ts';
import { InvalidInputError, NotFoundError, UnreadableBlobError } from '../lib/errors.ts';
import { awaitItem } from '../lib/jobs/await-item.ts';
import { endJob } from '../lib/jobs/end-job.ts';
import { failPart } from '../lib/jobs/fail-part.ts';
import { pollTasks } from '../lib/jobs/poll-tasks.ts';
import { preparePlan } from '../lib/jobs/prepare-plan.ts';
import { submitAssembly, submitTiles } from '../lib/jobs/submit-tasks.ts';
import type { TaskContainers } from '../lib/jobs/task-containers.ts';
import { activities, type ActivityName, type Refused } from './names.ts';

export interface ActivityDeps {
  readonly catalog: Catalog;
  readonly records: RecordStore;
  readonly blobs: BlobStore;
  readonly batch: BatchJobs;
  readonly containers: TaskContainers;
  /** Container image of `tasks/`. */
  readonly taskImage: string;
}

export type ActivityHandlers = Readonly<Record<ActivityName, ActivityHandler>>;

/** Every activity by name. They do the I/O that orchestrations may not, and no pixel work. Each can run twice. */
export function activityHandlers(deps: ActivityDeps): ActivityHandlers {
  return {
    [activities.planComposite]: orRefused((input) => preparePlan(deps, input, new Date())),
    [activities.submitTiles]: orRefused((input) => submitTiles(deps, input)),
    [activities.submitAssembly]: orRefused((input) => submitAssembly(deps, input)),
    [activities.pollTasks]: orRefused((input) => pollTasks(deps, input, new Date())),
    [activities.failPart]: orRefused((input) => failPart(deps, input, new Date())),
    [activities.awaitItem]: orRefused((input) => awaitItem(deps, input, new Date())),
    [activities.endJob]: orRefused((input) => endJob(deps, input, new Date())),
  };
}

/** Errors that another try can't mend become answers, so that the orchestration doesn't try for minutes. */
function orRefused(handler: ActivityHandler): ActivityHandler {
  return async (input, context): Promise<unknown> => {
    try {
      return (await handler(input, context)) as unknown;
    } catch (error) {
      if (!isPermanent(error)) throw error;
      return { refused: error.message } satisfies Refused;
    }
  };
}

function isPermanent(error: unknown): error is Error {
  if (error instanceof BatchCallError) {
    const { status = 500 } = error;
    return status >= 400 && status < 500 && ![401, 403, 408, 409, 429].includes(status);
  }
  return error instanceof InvalidInputError || error instanceof NotFoundError || error instanceof UnreadableBlobError;
}
