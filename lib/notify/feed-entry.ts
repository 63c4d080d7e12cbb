import type { Geometry } from 'geojson';
import type { RecordStore } from '../catalog/records.ts';
import type { ItemChanged } from '../events/queues.ts';
import type { Bbox, Item } from '../stac/item.ts';
import { feedLog } from './subscription-logs.ts';

/** What a feed keeps of a match: enough to show it, and where the item is. */
export interface FeedEntry {
  readonly collection: string;
  readonly id: string;
  readonly version: string;
  readonly change: 'created' | 'updated';
  /** When the imagery was written, RFC 3339. */
  readonly eventTime: string;
  readonly datetime: string | null;
  readonly title?: string;
  readonly bbox?: Bbox;
  readonly geometry: Geometry | null;
  readonly cloudCover?: number;
  /** Unsigned href of a picture, when the item has one. */
  readonly thumbnail?: string;
}

/** A footprint this long is left out of entries; the item has it. */
const mostPositions = 200;

/** @param item as it was at `changed.version` or later */
export function feedEntry(item: Item, changed: ItemChanged): FeedEntry {
  const { title, 'eo:cloud_cover': cloudCover } = item.properties;
  const picture =
    Object.values(item.assets).find((asset) => asset.roles?.includes('thumbnail')) ?? item.assets['thumbnail'];
  return {
    collection: item.collection,
    id: item.id,
    version: changed.version,
    change: changed.change === 'created' ? 'created' : 'updated',
    eventTime: changed.eventTime,
    datetime: item.properties.datetime,
    ...(typeof title === 'string' ? { title } : {}),
    ...(item.bbox ? { bbox: item.bbox } : {}),
    geometry: JSON.stringify(item.geometry).length < mostPositions * 40 ? item.geometry : null,
    ...(typeof cloudCover === 'number' ? { cloudCover } : {}),
    ...(picture ? { thumbnail: picture.href } : {}),
  };
}

/** Appends once per (subscription, item, version); again gives the first entry's number. */
export async function appendEntry(
  records: RecordStore,
  subscription: string,
  entry: FeedEntry,
): Promise<{ readonly seq: number; readonly created: boolean }> {
  return records.append(feedLog, subscription, `${entry.collection}/${entry.id}@${entry.version}`, entry);
}
