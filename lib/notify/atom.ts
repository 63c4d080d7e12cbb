import type { LogEntry } from '../catalog/records.ts';
import type { FeedEntry } from './feed-entry.ts';
import type { Subscription } from './subscription.ts';

/** An Atom feed page (RFC 4287, paged as RFC 5005) with GeoRSS boxes; longitude and latitude as `south west north east`. */
export function atomFeed(
  subscription: Subscription,
  entries: readonly LogEntry<FeedEntry>[],
  links: {
    readonly self: string;
    readonly html: string;
    readonly next?: string;
    /** Its entries' ids count on from this URL: the same whatever address the feed is read by. */
    readonly entries: string;
  },
): string {
  const updated = entries[0]?.at ?? subscription.created;
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:georss="http://www.georss.org/georss">',
    `<id>urn:uuid:${subscription.id}</id>`,
    `<title>${escapeXml(subscription.title ?? 'New imagery')}</title>`,
    '<author><name>Revisit</name></author>',
    `<updated>${updated}</updated>`,
    `<link rel="self" type="application/atom+xml" href="${escapeXml(links.self)}"/>`,
    `<link rel="alternate" type="text/html" href="${escapeXml(links.html)}"/>`,
    ...(links.next === undefined
      ? []
      : [`<link rel="next" type="application/atom+xml" href="${escapeXml(links.next)}"/>`]),
    ...entries.map((entry) => atomEntry(subscription, entry, `${links.entries}#${entry.seq}`)),
    '</feed>',
    '',
  ].join('\n');
}

function atomEntry(subscription: Subscription, { at, value }: LogEntry<FeedEntry>, id: string): string {
  const cloud = value.cloudCover === undefined ? '' : `, ${Math.round(value.cloudCover)} % cloud`;
  return [
    '<entry>',
    `<id>${escapeXml(id)}</id>`,
    `<title>${escapeXml(value.title ?? value.id)}</title>`,
    `<published>${at}</published>`,
    `<updated>${at}</updated>`,
    `<link rel="alternate" type="application/geo+json" href="${escapeXml(itemHref(subscription.origin, value))}"/>`,
    ...(value.thumbnail === undefined ? [] : [`<link rel="enclosure" href="${escapeXml(value.thumbnail)}"/>`]),
    `<summary>${escapeXml(`${value.collection}, ${value.datetime ?? 'no single time'}${cloud}`)}</summary>`,
    ...georssBox(value),
    '</entry>',
  ].join('');
}

function georssBox({ bbox }: FeedEntry): string[] {
  if (!bbox) return [];
  const [west, south, east, north] = bbox.length === 4 ? bbox : [bbox[0], bbox[1], bbox[3], bbox[4]];
  return [`<georss:box>${south} ${west} ${north} ${east}</georss:box>`];
}

/** Where an entry's item is. */
export function itemHref(origin: string, entry: Pick<FeedEntry, 'collection' | 'id'>): string {
  return `${origin}/api/stac/v1/collections/${encodeURIComponent(entry.collection)}/items/${encodeURIComponent(entry.id)}`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Also drops the control characters that XML 1.0 cannot hold. */
function escapeXml(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}
