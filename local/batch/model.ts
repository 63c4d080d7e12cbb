import type { JobAdd, PoolAdd, TaskAdd } from './schemas.ts';

/** What the service keeps of pools, jobs and tasks. Field names are the REST API's, so that `wire.ts` only adds. */

interface Stamped<State extends string> {
  readonly creationTime: string;
  readonly lastModified: string;
  readonly state: State;
  readonly stateTransitionTime: string;
  readonly previousState?: State;
  readonly previousStateTransitionTime?: string;
}

export interface PoolRecord extends Stamped<'active'> {
  readonly spec: PoolAdd;
  readonly targetNodes: number;
}

export type JobState = 'active' | 'disabled' | 'terminating' | 'completed' | 'deleting';

export interface JobRecord extends Stamped<JobState> {
  readonly spec: JobAdd;
  readonly executionInfo: {
    readonly startTime: string;
    readonly endTime?: string;
    readonly poolId: string;
    readonly terminateReason?: string;
  };
}

export type TaskState = 'active' | 'running' | 'completed';

/** `UserError`: the task's or its author's doing; `ServerError`: the service's. Codes are Azure Batch's. */
export interface FailureInfo {
  readonly category: 'UserError' | 'ServerError';
  readonly code: string;
  readonly message: string;
  readonly details?: readonly { readonly name: string; readonly value: string }[];
}

export interface TaskExecution {
  readonly startTime?: string;
  readonly endTime?: string;
  readonly exitCode?: number;
  readonly failureInfo?: FailureInfo;
  readonly retryCount: number;
  readonly lastRetryTime?: string;
  readonly requeueCount: number;
  readonly lastRequeueTime?: string;
  readonly result?: 'success' | 'failure';
}

/** A process by id and start time, since ids are used again. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly started: string;
}

export interface TaskRecord extends Stamped<TaskState> {
  readonly spec: TaskAdd;
  readonly executionInfo: TaskExecution;
  /** Where it runs or ran last. */
  readonly node?: string;
  readonly process?: ProcessIdentity;
}

/** The same record in another state. */
export function moved<Entry extends Stamped<string>>(entry: Entry, state: Entry['state'], time = now()): Entry {
  return {
    ...entry,
    state,
    stateTransitionTime: time,
    previousState: entry.state,
    previousStateTransitionTime: entry.stateTransitionTime,
    lastModified: time,
  };
}

export function created<State extends string>(state: State, time = now()): Stamped<State> {
  return { creationTime: time, lastModified: time, state, stateTransitionTime: time };
}

export function now(): string {
  return new Date().toISOString();
}
