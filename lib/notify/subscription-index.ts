import Flatbush from 'flatbush';
import type { RecordStore } from '../catalog/records.ts';
import { geometryBbox } from '../geo/bbox.ts';
import { compileSearch } from '../search/matches.ts';
import { parseSearchPost } from '../search/parse-search.ts';
import type { Item } from '../stac/item.ts';
import type { Subscription, SubscriptionChange } from './subscription.ts';
import { changeLog, getSubscription } from './subscription.ts';

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
  let cursor = 0;
  let tree: { readonly index: Flatbush; readonly ids: readonly string[] } | undefined;
  let loose = new Set<string>();
  let updating: Promise<void> = Promise.resolve();

  async function update(): Promise<void> {
    for (;;) {
      const changes = await records.readLog<SubscriptionChange>(changeLog, 'all', {
        cursor,
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
    if (!subscription) return;
    entries.set(change.id, indexEntry(subscription));
    loose.add(change.id);
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

function indexEntry(subscription: Subscription): Entry {
  const { request } = parseSearchPost(subscription.search);
  const area = request.bbox ?? (request.intersects ? geometryBbox(request.intersects) : undefined);
  return { subscription, matches: compileSearch(request), boxes: area ? split(area) : [world] };
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
  return box ? split(box) : [world];
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
