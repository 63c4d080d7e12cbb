import type { FeedPage } from '../lib/notify/read-feed.ts';
import type { Subscription } from '../lib/notify/subscription.ts';
import { cards, entrySubject, mapFeature } from './cards.ts';
import { timeTag } from './format.ts';
import { html, type Html } from './html.ts';
import { layout } from './layout.ts';
import { map } from './map.ts';
import { apiUrls, pageUrls } from './page-urls.ts';
import { searchArea, searchWords } from './search-words.ts';

/** A subscription's feed, newest first. @param isNewest whether the page begins with the newest entry: then it follows new ones */
export function feedPage(subscription: Subscription, { entries, cursor }: FeedPage, isNewest: boolean): Html {
  const { id, search, created } = subscription;
  const title = subscription.title ?? 'New imagery';
  const subjects = entries.map(entrySubject);
  const area = searchArea(search);
  const where = map({
    label: 'Where the imagery of this feed lies',
    // The same item may have come in several versions; the newest shows it.
    features: [
      ...new Map(subjects.toReversed().map((subject) => [`${subject.collection}/${subject.id}`, subject])).values(),
    ]
      .toReversed()
      .map(mapFeature),
    width: 960,
    height: 420,
    ...(area ? { area } : {}),
  });
  return layout({
    title: `${title} · Revisit`,
    links: html`<link rel="alternate" type="application/atom+xml" title="${title}" href="${apiUrls.atom(id)}" />
      <link rel="alternate" type="application/json" title="${title}" href="${apiUrls.entries(id)}" />`,
    ...(isNewest ? { refresh: 3000 } : {}),
    body: html`<header>
        <p class="crumbs"><a href="/">Revisit</a> / Feeds</p>
        <div class="head">
          <h1>${title}</h1>
          <p class="links">
            <a href="${apiUrls.atom(id)}" type="application/atom+xml">Atom</a><a href="${apiUrls.entries(id)}">JSON</a>
          </p>
        </div>
        <p class="quiet small">${searchWords(search)} · since ${timeTag(created)}</p>
      </header>
      ${where && html`<section aria-label="Map">${where}</section>`}
      <section aria-labelledby="entries">
        <div class="head"><h2 id="entries">Entries</h2></div>
        ${entries.length > 0 ? cards(subjects) : html`<p class="empty">${isNewest ? 'Nothing has matched yet. New matches appear here by themselves.' : 'Nothing older.'}</p>`}
        <p class="pager">
          ${!isNewest && html`<a href="${pageUrls.feed(id)}">Newest</a>`}${
            cursor !== undefined &&
            html`<a rel="next" href="${pageUrls.feed(id)}?cursor=${encodeURIComponent(cursor)}">Older</a>`
          }
        </p>
      </section>`,
  });
}
