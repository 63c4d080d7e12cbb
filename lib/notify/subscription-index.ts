import Flatbush from 'flatbush';
import type { RecordStore } from '../catalog/records.ts';
import { InvalidInputError } from '../errors.ts';
import { geometryBbox } from '../geo/bbox.ts';
import { compileSearch } from '../search/matches.ts';
import { parseSearchPost } from '../search/parse-search.ts';
import type { Item } from '../stac/item.ts';
import type { Subscription } from './subscription.ts';
import { changeLog, type SubscriptionChange } from './subscription-logs.ts';
import { getSubscription, listSubscriptions } from './subscription.ts';

interface Entry {
  readonly subscription: Subscription;
  readonly matches: (item: Item) => boolean;
  /** Longitudes within ±180, one box on each side of the antimeridian; the whole world without an area. */
  readonly boxes: readonly Box[];
}

type Box = readonly [west: number, south: number, east: number, north: number];

export interface SubscriptionIndex {
  /** Subscriptions whose search this item matches, as of now. */
  match(item: Item): Promise<readonly Subscription[]>;
}

const world: Box = [-180, -90, 180, 90];

/** Added subscriptions are tried one by one until there are this many; then the tree is built again. */
const rebuildAfter = 256;

/** Reverse search: which areas and filters an item falls into. A packed R-tree over the areas' boxes, exact matching after it.
 * Kept in memory and brought up to date from the log of changes before each match. */
export function subscriptionIndex(records: RecordStore): SubscriptionIndex {
  const entries = new Map<string, Entry>();
  let cursor: number | undefined;
  let tree: { readonly index: Flatbush; readonly ids: readonly string[] } | undefined;
  let loose = new Set<string>();
  let updating: Promise<void> = Promise.resolve();

  /** The first time everything is read page by page; what changes meanwhile is in the log behind the number seen before. */
  async function load(): Promise<void> {
    const [newest] = await records.readLog(changeLog, 'all', { limit: 1, order: 'desc' });
    for (let after: string | undefined; ;) {
      const page = await listSubscriptions(records, { limit: 1000, ...(after === undefined ? {} : { after }) });
      page.forEach(add);
      after = page.at(-1)?.id;
      if (page.length < 1000) break;
    }
    cursor = newest?.seq ?? 0;
  }

  async function update(): Promise<void> {
    if (cursor === undefined) await load();
    for (;;) {
      const changes = await records.readLog<SubscriptionChange>(changeLog, 'all', {
        cursor: cursor ?? 0,
        limit: 1000,
        order: 'asc',
      });
      for (const change of changes) {
        await apply(change.value);
        cursor = change.seq;
      }
      if (changes.length < 1000) break;
    }
    if (loose.size >= rebuildAfter) {
      tree = buildTree(entries);
      loose = new Set();
    }
  }

  async function apply(change: SubscriptionChange): Promise<void> {
    entries.delete(change.id);
    loose.delete(change.id);
    const subscription = change.removed ? undefined : await getSubscription(records, change.id);
    if (subscription) add(subscription);
  }

  function add(subscription: Subscription): void {
    const entry = indexEntry(subscription);
    if (!entry) return;
    entries.set(subscription.id, entry);
    loose.add(subscription.id);
  }

  return {
    match: async (item) => {
      const updated = updating.then(update);
      updating = updated.catch(() => undefined);
      await updated;
      const near = new Set(loose);
      for (const box of itemBoxes(item))
        for (const found of tree?.index.search(...box) ?? []) near.add(tree?.ids[found] ?? '');
      return [...near].flatMap((id) => {
        const entry = entries.get(id);
        return entry?.matches(item) ? [entry.subscription] : [];
      });
    },
  };
}

/** @returns undefined for a search that was valid when it was stored and is not any more: it must not stop the others */
function indexEntry(subscription: Subscription): Entry | undefined {
  try {
    const { request } = parseSearchPost(subscription.search);
    const area = request.bbox ?? (request.intersects ? geometryBbox(request.intersects) : undefined);
    return { subscription, matches: compileSearch(request), boxes: area ? split(area) : [world] };
  } catch (error) {
    if (error instanceof InvalidInputError) return undefined;
    throw error;
  }
}

function buildTree(
  entries: ReadonlyMap<string, Entry>,
): { readonly index: Flatbush; readonly ids: readonly string[] } | undefined {
  const boxes = [...entries].flatMap(([id, entry]) => entry.boxes.map((box) => ({ id, box })));
  if (boxes.length === 0) return undefined;
  const index = new Flatbush(boxes.length);
  for (const { box } of boxes) index.add(...box);
  index.finish();
  return { index, ids: boxes.map(({ id }) => id) };
}

/** An item without geometry can still match searches without an area. */
function itemBoxes(item: Item): readonly Box[] {
  const box = item.geometry ? geometryBbox(item.geometry) : undefined;
  return box ? split(box).flatMap(onBothSides) : [world];
}

/** +180° and -180° are one meridian: what touches it from one side meets what touches it from the other. */
function onBothSides(box: Box): readonly Box[] {
  const [west, south, east, north] = box;
  const across: Box[] = [];
  if (east === 180) across.push([-180, south, -180, north]);
  if (west === -180) across.push([180, south, 180, north]);
  return [box, ...across];
}

/** Boxes over ±180° come apart; longitudes past it are folded back. */
function split([west, south, east, north]: Box): readonly Box[] {
  if (east - west >= 360) return [[-180, south, 180, north]];
  if (west > east || west < -180 || east > 180) {
    const start = fold(west);
    const end = fold(east);
    return start <= end
      ? [[start, south, end, north]]
      : [
          [start, south, 180, north],
          [-180, south, end, north],
        ];
  }
  return [[west, south, east, north]];
}

function fold(longitude: number): number {
  return ((((longitude + 180) % 360) + 360) % 360) - 180;
}
