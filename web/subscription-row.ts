import type { Subscription } from '../lib/notify/subscription.ts';
import { count } from './format.ts';
import { html, type Html } from './html.ts';
import { apiUrls, pageUrls } from './page-urls.ts';
import { searchWords } from './search-words.ts';

export interface SubscriptionView {
  readonly subscription: Subscription;
  readonly entries: number;
}

/** What is watched, and the three ways to read of it. The webhook's address is its owner's. */
export function subscriptionRow({ subscription, entries }: SubscriptionView): Html {
  const { id, title, search, webhook } = subscription;
  const stopped = webhook?.disabled === undefined ? '' : ` stopped: ${webhook.disabled}`;
  return html`<li data-key="${id}">
    <div class="first">
      <h3><a href="${pageUrls.feed(id)}">${title ?? 'New imagery'}</a></h3>
      <span class="small quiet">${count(entries, 'entry', 'entries')}</span>
    </div>
    <p class="small quiet">${searchWords(search)}${webhook && ` · webhook${stopped}`}</p>
    <p class="links">
      <a href="${pageUrls.feed(id)}">Page</a><a href="${apiUrls.atom(id)}" type="application/atom+xml">Atom</a
      ><a href="${apiUrls.entries(id)}">JSON</a>
    </p>
  </li>`;
}
