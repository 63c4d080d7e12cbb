import type { StoredItem } from '../lib/catalog/catalog.ts';
import { flatBbox } from '../lib/geo/bbox.ts';
import type { LogEntry } from '../lib/catalog/records.ts';
import type { FeedEntry } from '../lib/notify/feed-entry.ts';
import type { Item } from '../lib/stac/item.ts';
import { dayTag, timeTag } from './format.ts';
import { html, type Html } from './html.ts';
import { outline, type MapFeature } from './map.ts';
import { pageUrls } from './page-urls.ts';

/** What a card shows of an item or of a feed's entry. */
export interface CardSubject {
  readonly key: string;
  readonly collection: string;
  readonly id: string;
  readonly version: string;
  readonly title?: string;
  /** Where the card leads; the item's page when absent. */
  readonly href?: string;
  readonly when: Html;
  readonly geometry: FeedEntry['geometry'];
  readonly bbox?: FeedEntry['bbox'];
  readonly cloudCover?: number;
  readonly note?: Html;
}

export function itemSubject(stored: StoredItem): CardSubject {
  const item = stored.item();
  const { title, 'eo:cloud_cover': cloudCover } = item.properties;
  return {
    key: `${stored.collection}/${stored.id}`,
    collection: stored.collection,
    id: stored.id,
    version: stored.version,
    when: itemTime(item),
    geometry: item.geometry,
    ...(typeof title === 'string' ? { title } : {}),
    ...(item.bbox ? { bbox: item.bbox } : {}),
    ...(typeof cloudCover === 'number' ? { cloudCover } : {}),
  };
}

export function entrySubject({ seq, at, value }: LogEntry<FeedEntry>): CardSubject {
  return {
    ...value,
    key: `entry-${seq}`,
    when: value.datetime === null ? html`no single time` : timeTag(value.datetime),
    note: html`${value.change === 'created' ? 'new' : 'updated'} ${timeTag(at)}`,
  };
}

/** One time, or the days that a composite covers. */
export function itemTime({ properties }: Item): Html {
  const { start_datetime: start, end_datetime: end, datetime } = properties;
  if (typeof start === 'string' && typeof end === 'string') return html`${dayTag(start)} – ${dayTag(end)}`;
  return datetime === null ? html`no single time` : timeTag(datetime);
}

export function card(subject: CardSubject): Html {
  const { key, collection, id, version, cloudCover, note } = subject;
  return html`<li class="card" data-key="${key}">
    <div class="picture">
      <img
        src="${pageUrls.thumbnail(collection, id, version)}"
        alt=""
        width="256"
        height="192"
        loading="lazy"
        decoding="async"
      />
    </div>
    <div class="text">
      <h3 class="small"><a href="${subject.href ?? pageUrls.item(collection, id)}">${subject.title ?? id}</a></h3>
      <p class="meta">
        <span>${subject.when}${cloudCover !== undefined && html`<br />${Math.round(cloudCover)} % cloud`}</span
        >${outline(subject.geometry)}
      </p>
      ${note && html`<p class="small quiet">${note}</p>`}
    </div>
  </li>`;
}

export function cards(subjects: readonly CardSubject[]): Html {
  return html`<ul class="grid">
    ${subjects.map(card)}
  </ul>`;
}

export function mapFeature({ key, collection, id, version, title, geometry, bbox }: CardSubject): MapFeature {
  return {
    key,
    title: title ?? id,
    href: pageUrls.item(collection, id),
    geometry,
    picture: pageUrls.thumbnail(collection, id, version),
    ...(bbox ? { bbox: flatBbox(bbox) } : {}),
  };
}
