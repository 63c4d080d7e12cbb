/** Names of orchestrations and activities with their typed inputs and outputs. Inputs are always objects: a bare boolean
 * or number arrives as text in Azure. */

export const orchestrations = { composite: 'composite', compositeTiles: 'composite-tiles' } as const;

export const activities = {
  planComposite: 'plan-composite',
  submitTiles: 'submit-tiles',
  submitAssembly: 'submit-assembly',
  pollTasks: 'poll-tasks',
  failPart: 'fail-part',
  awaitItem: 'await-item',
  endJob: 'end-job',
} as const;
export type ActivityName = (typeof activities)[keyof typeof activities];

/** What an activity answers when it would fail for the same reason each time; see `activities.ts`. */
export interface Refused {
  readonly refused: string;
}

/** Tasks of a chunk share one Batch job: Azure allows 100–300 active jobs, and few history events per orchestration. */
export const tilesPerChunk = 300;

/** One attempt at a job. */
export interface Attempt {
  readonly job: string;
  readonly attempt: number;
}

export interface CompositeInput extends Attempt {
  readonly tiles: number;
}

export interface PlanResult {
  readonly state: 'ready' | 'cancelled';
}

/** Tiles `from` (inclusive) to `to` (exclusive) of a job. */
export interface TilesInput extends Attempt {
  readonly from: number;
  readonly to: number;
}

export interface PollInput extends Attempt {
  /** `tiles-0`, `tiles-300` …, `assembly`. */
  readonly part: string;
  readonly tasks: number;
}

export interface PollResult {
  readonly state: 'running' | 'succeeded' | 'failed' | 'cancelled';
  readonly done: number;
  /** What the first failed tasks said. */
  readonly error?: string;
}

export interface EndInput extends Attempt {
  readonly state: 'succeeded' | 'failed' | 'cancelled';
  readonly error?: string;
}
