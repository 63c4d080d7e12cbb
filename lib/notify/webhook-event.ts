import type { LogEntry } from '../catalog/records.ts';
import type { Item } from '../stac/item.ts';
import { itemHref } from './atom.ts';
import type { FeedEntry } from './feed-entry.ts';
import type { Subscription } from './subscription.ts';

/** Receivers of Standard Webhooks expect less than 20 kB; the envelope has the rest. */
const mostFeatureBytes = 18_000;

/** A feed entry as a CloudEvent (structured mode) with the item as its data, as OGC API Pub/Sub names them.
 * A feature too large for a webhook comes without its assets; its `self` link has them.
 * @param item the item now; undefined when it has gone since, then the data is the entry
 * @see https://docs.ogc.org/DRAFTS/23-057r1.html */
export function webhookEvent(
  subscription: Subscription,
  entry: LogEntry<FeedEntry>,
  item: Item | undefined,
): Readonly<Record<string, unknown>> {
  const { value } = entry;
  const href = itemHref(subscription.origin, value);
  return {
    specversion: '1.0',
    id: `${subscription.id}.${entry.seq}`,
    source: `${subscription.origin}/api/notify/v1/subscriptions/${subscription.id}`,
    type: `org.ogc.api.collection.item.${value.change === 'created' ? 'create' : 'replace'}`,
    subject: `${value.collection}/${value.id}`,
    time: entry.at,
    datacontenttype: 'application/geo+json',
    collection: value.collection,
    subscription: subscription.id,
    sequence: String(entry.seq).padStart(12, '0'),
    data: item ? featureOf(item, href) : entryFeature(value, href),
  };
}

function featureOf(item: Item, href: string): unknown {
  const feature = { ...item, links: [{ rel: 'self', href, type: 'application/geo+json' }, ...item.links] };
  if (Buffer.byteLength(JSON.stringify(feature)) <= mostFeatureBytes) return feature;
  const { geometry, bbox, properties, id, collection, type, stac_version } = item;
  const small = {
    type,
    stac_version,
    id,
    collection,
    geometry,
    bbox,
    properties,
    links: [{ rel: 'self', href, type: 'application/geo+json' }],
    assets: {},
  };
  if (Buffer.byteLength(JSON.stringify(small)) <= mostFeatureBytes) return small;
  const { datetime, 'eo:cloud_cover': cloudCover } = properties;
  return {
    ...small,
    geometry: null,
    properties: { datetime, ...(cloudCover === undefined ? {} : { 'eo:cloud_cover': cloudCover }) },
  };
}

function entryFeature(entry: FeedEntry, href: string): unknown {
  const { collection, id, geometry, bbox, datetime } = entry;
  return {
    type: 'Feature',
    stac_version: '1.0.0',
    id,
    collection,
    geometry,
    ...(bbox ? { bbox } : {}),
    properties: { datetime },
    links: [{ rel: 'self', href, type: 'application/geo+json' }],
    assets: {},
  };
}
