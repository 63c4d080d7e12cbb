import { unlimited } from './duration.ts';
import type { JobRecord, PoolRecord, TaskRecord } from './model.ts';
import type { TaskTally } from './store.ts';

/** Records as the REST API shows them. `base` is the service's URL without trailing slash. */

export function poolJson(pool: PoolRecord, base: string): Record<string, unknown> {
  const { spec, targetNodes } = pool;
  return {
    'odata.metadata': `${base}/$metadata#pools/@Element`,
    ...spec,
    ...stamps(pool),
    url: `${base}/pools/${spec.id}`,
    eTag: etag(pool.lastModified),
    allocationState: 'steady',
    allocationStateTransitionTime: pool.stateTransitionTime,
    currentDedicatedNodes: targetNodes,
    currentLowPriorityNodes: 0,
    targetDedicatedNodes: targetNodes,
    targetLowPriorityNodes: 0,
    taskSlotsPerNode: spec.taskSlotsPerNode ?? 1,
    enableAutoScale: spec.enableAutoScale ?? false,
  };
}

export function jobJson(job: JobRecord, base: string): Record<string, unknown> {
  const { spec } = job;
  return {
    'odata.metadata': `${base}/$metadata#jobs/@Element`,
    ...spec,
    ...stamps(job),
    url: `${base}/jobs/${spec.id}`,
    eTag: etag(job.lastModified),
    priority: spec.priority ?? 0,
    maxParallelTasks: spec.maxParallelTasks ?? -1,
    constraints: { maxWallClockTime: unlimited, maxTaskRetryCount: 0, ...spec.constraints },
    onAllTasksComplete: spec.onAllTasksComplete ?? 'noaction',
    onTaskFailure: spec.onTaskFailure ?? 'noaction',
    usesTaskDependencies: spec.usesTaskDependencies ?? false,
    executionInfo: job.executionInfo,
  };
}

export function taskJson(task: TaskRecord, job: JobRecord, base: string): Record<string, unknown> {
  const { spec, node } = task;
  const pool = job.executionInfo.poolId;
  return {
    'odata.metadata': `${base}/$metadata#tasks/@Element`,
    ...spec,
    ...stamps(task),
    url: taskUrl(base, job.spec.id, spec.id),
    eTag: etag(task.lastModified),
    constraints: {
      maxWallClockTime: unlimited,
      retentionTime: 'P7D',
      maxTaskRetryCount: job.spec.constraints?.maxTaskRetryCount ?? 0,
      ...spec.constraints,
    },
    requiredSlots: spec.requiredSlots ?? 1,
    executionInfo: task.executionInfo,
    ...(node === undefined
      ? {}
      : {
          nodeInfo: {
            poolId: pool,
            nodeId: node,
            affinityId: `TVM:${node}`,
            nodeUrl: `${base}/pools/${pool}/nodes/${node}`,
            taskRootDirectory: `workitems/${job.spec.id}/${spec.id}`,
            taskRootDirectoryUrl: `${base}/pools/${pool}/nodes/${node}/files/workitems/${job.spec.id}/${spec.id}`,
          },
        }),
  };
}

export function taskUrl(base: string, job: string, task: string): string {
  return `${base}/jobs/${job}/tasks/${task}`;
}

export function countsJson(tallies: readonly TaskTally[]): Record<string, unknown> {
  const sum = (of: 'tasks' | 'slots', fits: (tally: TaskTally) => boolean) =>
    tallies.filter(fits).reduce((total, tally) => total + tally[of], 0);
  const counts = (of: 'tasks' | 'slots') => ({
    active: sum(of, ({ state }) => state === 'active'),
    running: sum(of, ({ state }) => state === 'running'),
    completed: sum(of, ({ state }) => state === 'completed'),
    succeeded: sum(of, ({ result }) => result === 'success'),
    failed: sum(of, ({ result }) => result === 'failure'),
  });
  return { taskCounts: counts('tasks'), taskSlotCounts: counts('slots') };
}

/** Keeps the properties named by `$select`; `executionInfo/exitCode` keeps the whole `executionInfo`. */
export function select(entry: Record<string, unknown>, names: string | null): Record<string, unknown> {
  if (names === null || names === '') return entry;
  const wanted = new Set(names.split(',').map((name) => name.trim().split('/')[0]));
  return Object.fromEntries(Object.entries(entry).filter(([name]) => wanted.has(name)));
}

export function etag(lastModified: string): string {
  return `"0x${Date.parse(lastModified).toString(16).toUpperCase()}"`;
}

function stamps(entry: PoolRecord | JobRecord | TaskRecord): Record<string, unknown> {
  const { creationTime, lastModified, state, stateTransitionTime, previousState, previousStateTransitionTime } = entry;
  return {
    creationTime,
    lastModified,
    state,
    stateTransitionTime,
    ...(previousState === undefined ? {} : { previousState, previousStateTransitionTime }),
  };
}
