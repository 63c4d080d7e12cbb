import { instantOfValue, itemInterval } from '../search/datetime.ts';
import { propertyReader } from '../search/item-property.ts';
import { sortValue } from '../search/sort-items.ts';
import type { Item } from '../stac/item.ts';
import { geometryExtent, type Extent } from './item-extent.ts';

/** What both stores index of an item. Index conditions only narrow the search, so each part errs to the wide side. */
export interface IndexKey {
  /** Microdegrees, rounded outwards; absent without a geometry. */
  readonly extent: Extent | undefined;
  /** The time that items are sorted by, in milliseconds: `datetime`, or else `start_datetime`; `noTime` without either. */
  readonly time: number;
  /** All times that the item names: `datetime`, `start_datetime` and `end_datetime`; absent without any. */
  readonly span: { readonly start: number; readonly end: number } | undefined;
  /** `eo:cloud_cover`, percent. */
  readonly cloudCover: number | null;
}

/** Sorts before every time. */
export const noTime = -1e15;

const readCloudCover = propertyReader('eo:cloud_cover');
const readTime = sortValue('datetime');

export function indexKeyOf(item: Item): IndexKey {
  const cloudCover = readCloudCover(item);
  const extent = geometryExtent(item.geometry);
  const moment = instantOfValue(readTime(item));
  const interval = itemInterval(item);
  const times = [moment?.first, moment?.last, interval?.start, interval?.end].filter((time) => time !== undefined);
  return {
    extent: extent && outwards(extent),
    time: moment?.first ?? noTime,
    span: times.length > 0 ? { start: Math.min(...times), end: Math.max(...times) } : undefined,
    cloudCover: typeof cloudCover === 'number' ? cloudCover : null,
  };
}

/** One microdegree more than needed, against rounding when a box is moved by 360°. */
export function outwards([west, south, east, north]: Extent): Extent {
  return [
    Math.floor(west * 1e6) - 1,
    Math.floor(south * 1e6) - 1,
    Math.ceil(east * 1e6) + 1,
    Math.ceil(north * 1e6) + 1,
  ];
}
