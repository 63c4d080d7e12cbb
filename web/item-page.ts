import type { StoredItem } from '../lib/catalog/catalog.ts';
import type { Asset, Item, Link } from '../lib/stac/item.ts';
import { itemSubject, itemTime, mapFeature } from './cards.ts';
import { byteSize } from './format.ts';
import { html, safeHref, type Html } from './html.ts';
import { layout } from './layout.ts';
import { map } from './map.ts';
import { apiUrls, pageUrls } from './page-urls.ts';

/** @param signable keys of the assets that the app hands out signed */
export function itemPage(stored: StoredItem, signable: ReadonlySet<string>): Html {
  const item = stored.item();
  const subject = itemSubject(stored);
  const { collection, id } = stored;
  const title = subject.title ?? id;
  const { picture: _picture, ...feature } = mapFeature(subject);
  const where = map({ label: `Footprint of ${title}`, features: [feature], width: 640, height: 300 });
  return layout({
    title: `${title} · Revisit`,
    links: html`<link rel="alternate" type="application/geo+json" href="${apiUrls.item(collection, id)}" />`,
    body: html`<header>
        <p class="crumbs"><a href="/">Revisit</a> / <a href="${pageUrls.collection(collection)}">${collection}</a></p>
        <div class="head">
          <h1>${title}</h1>
          <p class="links"><a href="${apiUrls.item(collection, id)}">STAC JSON</a></p>
        </div>
        <p class="quiet small">${itemTime(item)}${title !== id && html` · <code>${id}</code>`}</p>
      </header>
      <section class="subject" aria-label="Picture and footprint">
        <img
          class="shot"
          src="${pageUrls.thumbnail(collection, id, stored.version)}"
          alt="Thumbnail of ${title}"
          width="256"
          height="256"
        />${where ?? html`<p class="empty">This item has no place.</p>`}
      </section>
      <section aria-labelledby="assets">
        <div class="head"><h2 id="assets">Assets</h2></div>
        ${assetTable(item, signable)}
      </section>
      <section aria-labelledby="properties">
        <div class="head"><h2 id="properties">Properties</h2></div>
        ${propertyTable(item)}
      </section>
      ${derived(item.links)}`,
  });
}

function assetTable(item: Item, signable: ReadonlySet<string>): Html {
  const rows = Object.entries(item.assets).map(([key, asset]) => {
    const size = asset['file:size'];
    return html`<tr>
      <th scope="row">
        ${key}${asset.title !== undefined && html`<br /><span class="quiet small">${asset.title}</span>`}
      </th>
      <td>${download(item, key, asset, signable)}</td>
      <td>${mediaType(asset)}</td>
      <td class="number">${typeof size === 'number' ? byteSize(size) : ''}</td>
      <td>${asset.roles?.join(', ') ?? ''}</td>
    </tr>`;
  });
  if (rows.length === 0) return html`<p class="empty">No assets.</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-labelledby="assets">
    <table class="wide">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">File</th>
          <th scope="col">Type</th>
          <th scope="col">Size</th>
          <th scope="col">Roles</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

function download(item: Item, key: string, asset: Asset, signable: ReadonlySet<string>): Html {
  if (signable.has(key))
    return html`<a href="${pageUrls.download(item.collection, item.id, key)}" rel="nofollow"
      >Download<span class="quiet"> (signed)</span></a
    >`;
  const href = safeHref(asset.href);
  return href === undefined
    ? html`<code>${asset.href}</code>`
    : html`<a href="${href}" rel="noopener nofollow">Open</a>`;
}

/** `image/tiff; application=geotiff; profile=cloud-optimized` is a COG to everyone. */
function mediaType({ type }: Asset): string {
  if (type === undefined) return '';
  if (/profile=cloud-optimized/.test(type)) return 'COG';
  return /application=geotiff/.test(type) ? 'GeoTIFF' : type;
}

function propertyTable({ properties }: Item): Html {
  const rows = Object.entries(properties).map(
    ([name, value]) =>
      html`<tr>
        <th scope="row">${name}</th>
        <td>${valueText(value)}</td>
      </tr>`,
  );
  return html`<div class="scroll">
    <table>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

function valueText(value: unknown): Html {
  if (typeof value === 'string') return html`${value}`;
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return html`${value.join(', ')}`;
  const text = JSON.stringify(value) ?? '';
  return html`<code>${text.length <= 600 ? text : `${text.slice(0, 600)}…`}</code>`;
}

/** What the item was made of; items of a STAC API like this one lead to their pages. */
function derived(links: readonly Link[]): Html | undefined {
  const sources = links.filter((link) => link.rel === 'derived_from');
  if (sources.length === 0) return undefined;
  const entries = sources.map((link) => {
    const [, page] = /\/api\/stac\/v1(\/collections\/[^/?#]+\/items\/[^/?#]+)$/.exec(link.href) ?? [];
    const href = safeHref(page ?? link.href);
    const name = link.title ?? link.href;
    return html`<li>${href === undefined ? name : html`<a href="${href}" rel="noopener">${name}</a>`}</li>`;
  });
  return html`<section aria-labelledby="sources">
    <div class="head"><h2 id="sources">Made of</h2></div>
    <ul class="plain">
      ${entries}
    </ul>
  </section>`;
}
