import { flatBbox } from '../lib/geo/bbox.ts';
import type { Collection } from '../lib/stac/collection.ts';
import { cards, mapFeature, type CardSubject } from './cards.ts';
import { count, dayTag } from './format.ts';
import { html, type Html } from './html.ts';
import { layout } from './layout.ts';
import { map } from './map.ts';
import { apiUrls, pageUrls } from './page-urls.ts';

export interface CollectionPageView {
  readonly collection: Collection;
  readonly count: number | undefined;
  /** Newest first. */
  readonly items: readonly CardSubject[];
  /** Whether the page begins with the newest item. */
  readonly isFirst: boolean;
  /** Token of the next page. */
  readonly next?: string;
}

export function collectionPage({ collection, count: total, items, isFirst, next }: CollectionPageView): Html {
  const { id, description, license, keywords, extent } = collection;
  const title = collection.title ?? id;
  const where = map({ label: 'Where its items lie', features: items.map(mapFeature), width: 960, height: 420 });
  return layout({
    title: `${title} · Revisit`,
    links: html`<link rel="alternate" type="application/json" href="${apiUrls.collection(id)}" />`,
    ...(isFirst ? { refresh: 4000 } : {}),
    body: html`<header>
        <p class="crumbs"><a href="/">Revisit</a> / Collections</p>
        <div class="head">
          <h1>${title}</h1>
          <p class="links">
            <a href="${apiUrls.collection(id)}">STAC JSON</a
            ><a href="${apiUrls.collection(id)}/items">Items as GeoJSON</a
            ><a href="${apiUrls.collection(id)}/queryables">Queryables</a>
          </p>
        </div>
        <p>${description}</p>
        <p class="quiet small">
          ${total === undefined ? 'many items' : count(total, 'item')} · licence ${license} ·
          ${period(extent)}${keywords && keywords.length > 0 && ` · ${keywords.join(', ')}`}
        </p>
      </header>
      ${where && html`<section aria-label="Map">${where}</section>`}
      <section aria-labelledby="items">
        <div class="head"><h2 id="items">Items</h2></div>
        ${items.length > 0 ? cards(items) : html`<p class="empty">No items yet.</p>`}
        <p class="pager">
          ${!isFirst && html`<a href="${pageUrls.collection(id)}">Newest</a>`}${
            next !== undefined &&
            html`<a rel="next" href="${pageUrls.collection(id)}?token=${encodeURIComponent(next)}">Older</a>`
          }
        </p>
      </section>`,
  });
}

function period({ temporal, spatial }: Collection['extent']): Html {
  const [start, end] = temporal.interval[0] ?? [null, null];
  const [box] = spatial.bbox;
  const where = box && flatBbox(box).join(', ');
  const when = start !== null || end !== null;
  return html`${when ? html`${start === null ? '…' : dayTag(start)} – ${end === null ? 'now' : dayTag(end)}` : 'any time'}${
    where !== undefined && where !== '-180, -90, 180, 90' && ` · ${where}`
  }`;
}
