import type { Catalog } from '../catalog/catalog.ts';
import type { RecordStore } from '../catalog/records.ts';
import { invalid } from '../errors.ts';
import { geometryBbox } from '../geo/bbox.ts';
import type { BoundsIn } from './output-grid.ts';
import { gridByResolution, gridLike } from './output-grid.ts';
import type { OutputGrid } from './composite-plan.ts';
import type { CompositeRequest } from './composite-request.ts';
import { contentKey } from './content-key.ts';
import type { JobRecord } from './job-record.ts';
import { createJob, instanceId, updateJob } from './job-record.ts';
import { outputCollectionId, outputFiles, outputRule } from './output-collection.ts';
import { planBands } from './plan-bands.ts';
import type { SelectedScene } from './select-scenes.ts';
import { sceneSearch, selectScenes } from './select-scenes.ts';
import { tileCount } from './tile-grid.ts';

export interface SubmitDeps {
  readonly catalog: Catalog;
  readonly records: RecordStore;
  readonly boundsIn: BoundsIn;
  /** Starts the orchestration; starting one that is there already is fine. */
  start(instance: string, input: { job: string; attempt: number; tiles: number }): Promise<void>;
}

export interface Submission {
  /** Base URL for the result's links. */
  readonly origin: string;
  readonly now: Date;
  readonly schedule?: string;
}

/** Validates, selects scenes, plans the grid, records the job and starts it. Same assets, grid and item versions: same job,
 * so a repeated request or a schedule that finds nothing new computes nothing; one that failed or was cancelled runs again.
 * @throws {InvalidInputError} naming the field */
export async function submitComposite(
  deps: SubmitDeps,
  request: CompositeRequest,
  submission: Submission,
): Promise<{ readonly job: JobRecord; readonly created: boolean }> {
  if (!(await deps.catalog.getCollection(request.collection)))
    throw invalid('collection', `there is no collection ${request.collection}`);
  await checkOutputCollection(deps.catalog, request);
  const scenes = await selectScenes(deps.catalog, request, submission.now);
  const grid = await outputGrid(deps, request, scenes, submission.now);
  planBands(
    request,
    scenes.map((scene) => scene.item),
  );
  const tileSize = request.tileSize ?? defaultTileSize(grid);
  const sources = scenes.map(({ item, version }) => ({ collection: item.collection, item: item.id, version }));
  const { assets, method, mask, nodata, resampling, output } = request;
  const id = contentKey('composite', { assets, method, mask, nodata, resampling, output }, grid, tileSize, sources);
  const at = submission.now.toISOString();
  const wanted: JobRecord = {
    id,
    kind: 'composite',
    state: 'queued',
    request,
    scenes: sources,
    grid,
    tileSize,
    tiles: tileCount({ grid, tileSize }),
    attempt: 1,
    origin: submission.origin,
    created: at,
    updated: at,
    ...(submission.schedule === undefined ? {} : { schedule: submission.schedule }),
  };
  const { job, created } = await createJob(deps.records, wanted);
  const current = created ? job : await again(deps.records, job, submission.now);
  // Also for a job found queued: whoever recorded it may have died before starting it.
  if (current.state === 'queued')
    await deps.start(instanceId(current), { job: id, attempt: current.attempt, tiles: current.tiles });
  return { job: current, created: created || current.attempt > job.attempt };
}

async function again(records: RecordStore, job: JobRecord, now: Date): Promise<JobRecord> {
  return updateJob(records, job.id, now, (found) => {
    if (found.state !== 'failed' && found.state !== 'cancelled') return undefined;
    const { error: _error, results: _results, ...rest } = found;
    return { ...rest, state: 'queued', attempt: found.attempt + 1 };
  });
}

async function outputGrid(
  deps: SubmitDeps,
  request: CompositeRequest,
  scenes: readonly SelectedScene[],
  now: Date,
): Promise<OutputGrid> {
  const items = scenes.map((scene) => scene.item);
  if (!('like' in request.grid)) {
    const search = sceneSearch(request, now);
    const area = search.bbox ?? (search.intersects ? geometryBbox(search.intersects) : undefined);
    if (!area) throw invalid('area', 'needed, unless grid.like gives the pixel grid');
    return gridByResolution(request, items, area, deps.boundsIn);
  }
  const {
    item: id,
    collection = request.collection,
    asset,
  } = { asset: undefined, ...request.grid.like } as {
    item: string;
    collection?: string;
    asset: string | undefined;
  };
  const stored = await deps.catalog.getItem(collection, id);
  if (!stored) throw invalid('grid.like', `there is no item ${id} in ${collection}`);
  return gridLike(stored.item(), request.assets, asset);
}

async function checkOutputCollection(catalog: Catalog, request: CompositeRequest): Promise<void> {
  const id = request.output.collection;
  if (id === undefined || id === outputCollectionId) return;
  const found = await catalog.getCollection(id);
  if (!found || !outputRule(found.collection)) {
    throw invalid(
      'output.collection',
      `${id} has no ingest rule of kind cog with folder {scene}/ and sidecar ${outputFiles.metadata}`,
    );
  }
}

/** Small outputs get small tiles, so that several tasks share the work. */
function defaultTileSize(grid: OutputGrid): number {
  return Math.max(grid.width, grid.height) <= 2048 ? 512 : 1024;
}
