import type { Item } from '../stac/item.ts';
import type { CompositePlan, PlanScene } from './composite-plan.ts';
import type { JobRecord } from './job-record.ts';
import { outputCollectionId, outputFiles } from './output-collection.ts';
import { outputNodata, planBands } from './plan-bands.ts';

/** The item that a job's composite becomes. */
export function outputItem(job: JobRecord): { readonly collection: string; readonly id: string } {
  return { collection: job.request.output.collection ?? outputCollectionId, id: job.request.output.item ?? job.id };
}

/** Everything that the tasks need, from the job and its items.
 * @param sign makes an asset's href readable for the tasks */
export async function makePlan(
  job: JobRecord,
  items: readonly Item[],
  sign: (href: string) => Promise<string>,
): Promise<CompositePlan> {
  const { request } = job;
  const bands = planBands(request, items);
  const wanted = [...new Set([...request.assets, ...(request.mask ? [request.mask.asset] : [])])];
  const scenes = await Promise.all(items.map((item) => planScene(item, wanted, sign)));
  const { collection, id } = outputItem(job);
  return {
    version: 1,
    job: job.id,
    method: request.method,
    grid: job.grid,
    tileSize: job.tileSize,
    bands,
    ...(request.mask ? { mask: planMask(request.mask) } : {}),
    scenes,
    nodata: outputNodata(request, bands),
    output: { collection, item: id, ...outputFiles, partialItem: partialItem(job, items, id) },
  };
}

function planMask(mask: NonNullable<JobRecord['request']['mask']>): NonNullable<CompositePlan['mask']> {
  const { asset, classes, bits } = mask;
  return { asset, ...(classes ? { classes } : {}), ...(bits ? { bits } : {}) };
}

async function planScene(
  item: Item,
  wanted: readonly string[],
  sign: (href: string) => Promise<string>,
): Promise<PlanScene> {
  const hrefs: Record<string, string> = {};
  for (const key of wanted) {
    const asset = item.assets[key];
    if (asset) hrefs[key] = await sign(asset.href);
  }
  const scene = { collection: item.collection, item: item.id, datetime: startOf(item), hrefs };
  const bbox = flatBbox(item);
  return bbox ? { ...scene, bbox } : scene;
}

/** Without heights; tasks skip scenes by it. */
function flatBbox({ bbox }: Item): PlanScene['bbox'] {
  if (bbox?.length !== 4 && bbox?.length !== 6) return undefined;
  const [west, south, east, north] = bbox.length === 4 ? bbox : [bbox[0], bbox[1], bbox[3], bbox[4]];
  return west === undefined || south === undefined || east === undefined || north === undefined
    ? undefined
    : [west, south, east, north];
}

/** What the composite's item says beyond its own file: its time span and what it was made of. */
function partialItem(job: JobRecord, items: readonly Item[], id: string): Record<string, unknown> {
  const starts = items.map(startOf).sort();
  const ends = items.map((item) => text(item.properties['end_datetime']) ?? startOf(item)).sort();
  return {
    id,
    properties: {
      datetime: ends.at(-1),
      start_datetime: starts[0],
      end_datetime: ends.at(-1),
      title: job.request.output.title ?? `Median of ${items.length} scenes of ${job.request.collection}`,
      'revisit:job': job.id,
      'revisit:method': job.request.method,
      'revisit:scenes': items.length,
    },
    links: items.map((item) => ({
      rel: 'derived_from',
      href: `${job.origin}/api/stac/v1/collections/${encodeURIComponent(item.collection)}/items/${encodeURIComponent(item.id)}`,
      type: 'application/geo+json',
      title: item.id,
    })),
  };
}

function startOf(item: Item): string {
  return text(item.properties['start_datetime']) ?? item.properties.datetime ?? new Date(0).toISOString();
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
