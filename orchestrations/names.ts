/** Names of orchestrations and activities with their typed inputs and outputs. Inputs are always objects: a bare boolean
 * or number arrives as text in Azure. */

export const orchestrations = { composite: 'composite', compositeTiles: 'composite-tiles' } as const;

export const activities = {
  planComposite: 'plan-composite',
  submitTiles: 'submit-tiles',
  submitAssembly: 'submit-assembly',
  pollTasks: 'poll-tasks',
  awaitItem: 'await-item',
  endJob: 'end-job',
} as const;

/** Tasks of a chunk share one Batch job: Azure allows 100–300 active jobs, and few history events per orchestration. */
export const tilesPerChunk = 300;

export interface CompositeInput {
  readonly job: string;
  readonly attempt: number;
  readonly tiles: number;
}

/** Tiles `from` (inclusive) to `to` (exclusive) of a job. */
export interface TilesInput {
  readonly job: string;
  readonly attempt: number;
  readonly from: number;
  readonly to: number;
}

export interface PollInput {
  readonly job: string;
  readonly attempt: number;
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

export interface AwaitItemResult {
  readonly found: boolean;
}

export interface EndInput {
  readonly job: string;
  readonly attempt: number;
  readonly state: 'succeeded' | 'failed' | 'cancelled';
  readonly error?: string;
}
