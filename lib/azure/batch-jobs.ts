import type { BatchServiceClient, BatchServiceModels } from '@azure/batch';
import { setTimeout as sleep } from 'node:timers/promises';
import { BatchCallError, batchClient, tolerate, withRetries, type BatchConfig } from './batch-client.ts';
import { batchId } from './batch-id.ts';
import { taskBatches, taskParameter, type TaskSpec } from './batch-task.ts';

export interface TaskCounts {
  readonly active: number;
  readonly running: number;
  readonly completed: number;
  /** Of the completed. */
  readonly succeeded: number;
  /** Of the completed. */
  readonly failed: number;
}

export interface TaskFailure {
  /** Batch id of the task. */
  readonly task: string;
  /** Absent when the program never ran. */
  readonly exitCode?: number;
  /** Code and message, for example `FailureExitCode: The task process exited with an unexpected exit code`. */
  readonly message: string;
  /** The end of its stderr; empty when there is none. */
  readonly stderr: string;
}

export interface PoolSpec {
  readonly vmSize: string;
  readonly nodes: number;
  readonly taskSlotsPerNode: number;
}

/** Azure Batch as activities use it. Every call may be repeated; job and task ids are any text (see `batchId`). */
export interface BatchJobs {
  /** A job on the configured pool; it may exist already. */
  createJob(id: string, options?: { readonly usesTaskDependencies?: boolean }): Promise<void>;
  /** Any number; tasks that exist already are left as they are. @throws {Error} naming the tasks that Batch refused */
  addTasks(job: string, tasks: readonly TaskSpec[]): Promise<void>;
  counts(job: string): Promise<TaskCounts>;
  failures(job: string, limit: number): Promise<readonly TaskFailure[]>;
  /** Ends what runs; done or unknown jobs are fine. */
  terminateJob(id: string, reason?: string): Promise<void>;
  /** With its tasks and their files; an unknown job is fine. */
  deleteJob(id: string): Promise<void>;
  /** Makes the configured pool when there is none, for accounts without the deployed one. */
  ensurePool(pool: PoolSpec): Promise<void>;
}

/** @throws {Error} without BATCH_URL */
export function batchJobs(config: BatchConfig): BatchJobs {
  const client = batchClient(config);
  const poolId = config.BATCH_POOL;
  return {
    createJob: (id, options = {}) =>
      tolerate(['JobExists'], () =>
        client.job.add({
          id: batchId(id),
          poolInfo: { poolId },
          usesTaskDependencies: options.usesTaskDependencies ?? false,
        }),
      ),
    addTasks: async (job, tasks) => {
      for (const batch of taskBatches(tasks.map(taskParameter))) await addBatch(client, batchId(job), batch);
    },
    counts: async (job) => {
      const { taskCounts } = await withRetries(() => client.job.getTaskCounts(batchId(job)));
      const { active, running, completed, succeeded, failed } = taskCounts;
      return { active, running, completed, succeeded, failed };
    },
    failures: async (job, limit) => {
      const options = { filter: "executionInfo/result eq 'failure'", maxResults: Math.max(1, Math.min(limit, 1_000)) };
      const found = await withRetries(() => client.task.list(batchId(job), { taskListOptions: options }));
      return Promise.all(found.slice(0, limit).map((task) => failureOf(client, batchId(job), task)));
    },
    terminateJob: (id, terminateReason) =>
      tolerate(['JobNotFound', 'JobCompleted', 'JobBeingTerminated', 'JobBeingDeleted'], () =>
        client.job.terminate(batchId(id), terminateReason === undefined ? {} : { terminateReason }),
      ),
    deleteJob: (id) => tolerate(['JobNotFound', 'JobBeingDeleted'], () => client.job.deleteMethod(batchId(id))),
    ensurePool: async ({ vmSize, nodes, taskSlotsPerNode }) => {
      if ((await withRetries(() => client.pool.exists(poolId))).body) return;
      const pool: BatchServiceModels.PoolAddParameter = {
        id: poolId,
        vmSize,
        targetDedicatedNodes: nodes,
        taskSlotsPerNode,
        virtualMachineConfiguration: {
          imageReference: { publisher: 'microsoft-dsvm', offer: 'ubuntu-hpc', sku: '2204', version: 'latest' },
          nodeAgentSKUId: 'batch.node.ubuntu 22.04',
          containerConfiguration: {},
        },
      };
      await tolerate(['PoolExists'], () => client.pool.add(pool));
    },
  };
}

/** Failures of single tasks come inside a successful answer; those of the server's are worth another try. */
async function addBatch(
  client: BatchServiceClient,
  job: string,
  batch: readonly BatchServiceModels.TaskAddParameter[],
): Promise<void> {
  let left = [...batch];
  for (const pause of [200, 1_000, 3_000, 0]) {
    const { value = [] } = await withRetries(() => client.task.addCollection(job, left));
    const refused = value.filter(({ status, error }) => same(status, 'clienterror') && error?.code !== 'TaskExists');
    if (refused.length > 0) throw new Error(`Batch refused ${refused.map(reason).join('; ')}`);
    const again = new Set(value.filter(({ status }) => same(status, 'servererror')).map(({ taskId }) => taskId));
    left = left.filter(({ id }) => again.has(id));
    if (left.length === 0) return;
    await sleep(pause);
  }
  throw new Error(`Batch did not take the tasks ${left.map(({ id }) => id).join(', ')} of job ${job}`);
}

function reason({ taskId, error }: BatchServiceModels.TaskAddResult): string {
  return `${taskId}: ${error?.code ?? 'unknown'} ${error?.message?.value ?? ''}`.trim();
}

/** Bytes of stderr worth keeping in a job's record. */
const tailBytes = 4_000;

async function failureOf(
  client: BatchServiceClient,
  job: string,
  task: BatchServiceModels.CloudTask,
): Promise<TaskFailure> {
  const { exitCode, failureInfo } = task.executionInfo ?? {};
  const message = [failureInfo?.code, failureInfo?.message].filter(Boolean).join(': ') || 'failed';
  const stderr = await tail(client, job, task.id ?? '');
  return { task: task.id ?? '', ...(exitCode === undefined ? {} : { exitCode }), message, stderr };
}

async function tail(client: BatchServiceClient, job: string, task: string): Promise<string> {
  try {
    const { contentLength } = await withRetries(() => client.file.getPropertiesFromTask(job, task, 'stderr.txt'));
    if (contentLength === 0) return '';
    const ocpRange = `bytes=${Math.max(0, contentLength - tailBytes)}-${contentLength - 1}`;
    const file = await withRetries(() =>
      client.file.getFromTask(job, task, 'stderr.txt', { fileGetFromTaskOptions: { ocpRange } }),
    );
    const chunks: Buffer[] = [];
    for await (const chunk of file.readableStreamBody ?? []) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks).toString('utf8').trimEnd();
  } catch (error) {
    // The node or the file may be gone by now; the failure itself is what matters.
    if (error instanceof BatchCallError) return '';
    throw error;
  }
}

function same(a: string | undefined, b: string): boolean {
  return a?.toLowerCase() === b;
}
