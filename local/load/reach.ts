import { itemInterval } from '../../lib/search/datetime.ts';
import type { Collection } from '../../lib/stac/collection.ts';
import type { Item } from '../../lib/stac/item.ts';

/** Where and when items are: degrees [west, south, east, north], milliseconds. */
export interface Reach {
  readonly bbox?: readonly [number, number, number, number];
  readonly times?: readonly [number, number];
}

/** Reach with one item more. Boxes across 180° make it the whole turn. */
export function widen(reach: Reach, item: Item): Reach {
  const { bbox } = item;
  const interval = itemInterval(item);
  const box = bbox && (bbox.length === 4 ? bbox : ([bbox[0], bbox[1], bbox[3], bbox[4]] as const));
  return {
    ...reach,
    ...(box && { bbox: unite(reach.bbox, box[0] > box[2] ? [-180, box[1], 180, box[3]] : box) }),
    ...(interval && { times: span(reach.times, interval) }),
  };
}

function unite(a: Reach['bbox'], b: NonNullable<Reach['bbox']>): NonNullable<Reach['bbox']> {
  if (!a) return b;
  return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];
}

function span(
  a: Reach['times'],
  { start, end }: { readonly start: number; readonly end: number },
): readonly [number, number] {
  return a ? [Math.min(a[0], start), Math.max(a[1], end)] : [start, end];
}

/** All the world and all times, as far as nothing is known of them. */
export function extentOf({ bbox, times }: Reach): Collection['extent'] {
  const instant = (time: number) => new Date(time).toISOString();
  return {
    spatial: { bbox: [bbox ?? [-180, -90, 180, 90]] },
    temporal: { interval: [times ? [instant(times[0]), instant(times[1])] : [null, null]] },
  };
}

/** The least that STAC wants of a collection. */
export function minimalCollection(id: string, source: string): Collection {
  return {
    type: 'Collection',
    stac_version: '1.0.0',
    id,
    description: `Items loaded from ${source}`,
    license: 'proprietary',
    extent: extentOf({}),
    links: [],
  };
}
