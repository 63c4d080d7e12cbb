import type { Collection } from '../lib/stac/collection.ts';
import { card, type CardSubject } from './cards.ts';
import { count } from './format.ts';
import { html, type Html } from './html.ts';
import { pageUrls } from './page-urls.ts';

export interface CollectionView {
  readonly collection: Collection;
  /** Undefined where counting isn't cheap. */
  readonly items: number | undefined;
  readonly newest: CardSubject | undefined;
}

/** A collection under the picture of its newest item. */
export function collectionCard({ collection, items, newest }: CollectionView): Html {
  const title = collection.title ?? collection.id;
  const href = pageUrls.collection(collection.id);
  if (!newest)
    return html`<li class="card" data-key="${collection.id}">
      <div class="text">
        <h3 class="small"><a href="${href}">${title}</a></h3>
        <p class="meta">no items yet</p>
      </div>
    </li>`;
  const { cloudCover: _ofNewest, ...shown } = newest;
  const when = html`${items === undefined ? 'many items' : count(items, 'item')}, newest<br />${newest.when}`;
  return card({ ...shown, key: collection.id, title, href, when, geometry: null });
}
