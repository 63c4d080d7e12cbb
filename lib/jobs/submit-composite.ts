import type { Catalog } from '../catalog/catalog.ts';
import type { RecordStore } from '../catalog/records.ts';
import { invalid } from '../errors.ts';
import { checkRequest } from './check-request.ts';
import type { OutputGrid } from './composite-plan.ts';
import type { CompositeRequest } from './composite-request.ts';
import { contentKey } from './content-key.ts';
import type { JobRecord } from './job-record.ts';
import { createJob, ended, instanceId, nextAttempt, requireJob } from './job-record.ts';
import { outputItem } from './make-plan.ts';
import type { BoundsIn } from './output-grid.ts';
import { gridByResolution, gridLike } from './output-grid.ts';
import { planBands } from './plan-bands.ts';
import { selectScenes } from './select-scenes.ts';
import { tileCount } from './tile-grid.ts';

/** How an orchestration stands that was asked for: it runs (from now on or already), or it has come to its end. */
export type StartOutcome = 'running' | 'ended';

/** Starts the orchestration of an attempt, once however often it is asked. */
export type StartOrchestration = (
  instance: string,
  input: { readonly job: string; readonly attempt: number; readonly tiles: number },
) => Promise<StartOutcome>;

export interface SubmitDeps {
  readonly catalog: Catalog;
  readonly records: RecordStore;
  readonly boundsIn: BoundsIn;
  readonly start: StartOrchestration;
}

export interface Submission {
  /** Base URL for the result's links. */
  readonly origin: string;
  readonly now: Date;
  readonly schedule?: string;
}

/** Tasks of one composite: a hundred Batch jobs of them. */
const mostTiles = 30_000;

/** Validates, selects scenes, plans the grid, records the job and starts it. Same assets, grid and item versions: same job,
 * so a repeated request or a schedule that finds nothing new computes nothing; one that failed, was cancelled, or whose
 * item has gone since runs again.
 * @throws {InvalidInputError} naming the field */
export async function submitComposite(
  deps: SubmitDeps,
  request: CompositeRequest,
  submission: Submission,
): Promise<{ readonly job: JobRecord; readonly created: boolean }> {
  const wanted = await plannedJob(deps, request, submission);
  const { job, created } = await createJob(deps.records, wanted);
  if (!created && ended.has(job.state)) {
    if (job.state === 'succeeded' && (await hasItem(deps.catalog, job))) return { job, created: false };
    return { job: await startAgain(deps, job, submission.now), created: true };
  }
  // Also for a job that was found: whoever recorded it may have died before starting it.
  if ((await start(deps, job)) === 'running') return { job, created };
  const now = await requireJob(deps.records, job.id);
  if (ended.has(now.state)) return { job: now, created: false };
  // Its orchestration ended without a word, so nobody would ever end the job.
  return { job: await startAgain(deps, now, submission.now), created: true };
}

async function plannedJob(deps: SubmitDeps, request: CompositeRequest, submission: Submission): Promise<JobRecord> {
  const { search, place } = await checkRequest(deps.catalog, request, submission.now);
  const scenes = await selectScenes(deps.catalog, request, search);
  const items = scenes.map((scene) => scene.item);
  const grid =
    'like' in place
      ? gridLike(place.like, request.assets, request.grid.like?.asset)
      : gridByResolution(request, items, place.area, deps.boundsIn);
  planBands(request, items);
  const tileSize = request.tileSize ?? defaultTileSize(grid);
  const tiles = tileCount({ grid, tileSize });
  if (tiles > mostTiles)
    throw invalid('tileSize', `${tiles} tiles are more than one composite may have (${mostTiles})`);
  const sources = scenes.map(({ item, version }) => ({ collection: item.collection, item: item.id, version }));
  const { assets, method, mask, nodata, resampling, output } = request;
  const at = submission.now.toISOString();
  return {
    id: contentKey('composite', { assets, method, mask, nodata, resampling, output }, grid, tileSize, sources),
    kind: 'composite',
    state: 'queued',
    request,
    scenes: sources,
    grid,
    tileSize,
    tiles,
    attempt: 1,
    origin: submission.origin,
    created: at,
    updated: at,
    ...(submission.schedule === undefined ? {} : { schedule: submission.schedule }),
  };
}

function start(deps: SubmitDeps, job: JobRecord): Promise<StartOutcome> {
  return deps.start(instanceId(job), { job: job.id, attempt: job.attempt, tiles: job.tiles });
}

async function startAgain(deps: SubmitDeps, job: JobRecord, now: Date): Promise<JobRecord> {
  const queued = await nextAttempt(deps.records, job, now);
  await start(deps, queued);
  return queued;
}

/** Someone may have deleted it, or written another composite in its place. */
async function hasItem(catalog: Catalog, job: JobRecord): Promise<boolean> {
  const { collection, id } = outputItem(job);
  return (await catalog.getItem(collection, id))?.item().properties['revisit:job'] === job.id;
}

/** Small outputs get small tiles, so that several tasks share the work; the largest get large ones, so that there are fewer. */
function defaultTileSize(grid: OutputGrid): number {
  const edge = Math.max(grid.width, grid.height);
  if (edge <= 2_048) return 512;
  return edge <= 50_000 ? 1024 : 2048;
}
