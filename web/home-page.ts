import type { Collection } from '../lib/stac/collection.ts';
import type { Schedule } from '../lib/jobs/schedule.ts';
import type { Subscription } from '../lib/notify/subscription.ts';
import { card, cards, mapFeature, type CardSubject } from './cards.ts';
import { count, timeTag, wholeNumber } from './format.ts';
import { html, type Html } from './html.ts';
import { jobRow, type JobView } from './job-row.ts';
import { layout } from './layout.ts';
import { map } from './map.ts';
import { apiUrls, pageUrls } from './page-urls.ts';
import { searchWords } from './search-words.ts';

export interface HomeView {
  readonly region: string;
  readonly collections: readonly CollectionView[];
  /** Of all collections; undefined where counting isn't cheap. */
  readonly items: number | undefined;
  /** Newest first. */
  readonly latest: readonly CardSubject[];
  readonly jobs: readonly JobView[];
  readonly schedules: readonly Schedule[];
  readonly subscriptions: readonly SubscriptionView[];
  /** Open failures; `more` when there are more than were counted. */
  readonly failures: { readonly count: number; readonly more: boolean };
}

export interface CollectionView {
  readonly collection: Collection;
  readonly items: number | undefined;
  readonly newest: CardSubject | undefined;
}

export interface SubscriptionView {
  readonly subscription: Subscription;
  readonly entries: number;
}

/** Milliseconds between looks for news, while something runs and while nothing does. */
const [busy, quiet] = [1000, 4000];

export function homePage(view: HomeView): Html {
  const running = view.jobs.filter(({ job }) => ['queued', 'running', 'cancelling'].includes(job.state)).length;
  return layout({
    title: running > 0 ? `Revisit · ${count(running, 'job')} running` : 'Revisit',
    refresh: running > 0 ? busy : quiet,
    body: html`${hero(view, running)}
      <section aria-labelledby="jobs">
        <div class="head">
          <h2 id="jobs">Jobs</h2>
          <p class="links"><a href="/api/jobs/v1">All as JSON</a></p>
        </div>
        ${
          view.jobs.length > 0
            ? html`<ul class="rows">
                ${view.jobs.map(jobRow)}
              </ul>`
            : empty('No composite has been asked for yet: POST /api/jobs/v1/composites.')
        }
      </section>
      <section aria-labelledby="latest">
        <div class="head">
          <h2 id="latest">Latest imagery</h2>
          <p class="links"><a href="/api/stac/v1/search">Search</a></p>
        </div>
        ${view.latest.length > 0 ? cards(view.latest) : empty('Nothing yet. Drop imagery into a container that a collection watches.')}
      </section>
      <section aria-labelledby="collections">
        <div class="head"><h2 id="collections">Collections</h2></div>
        ${
          view.collections.length > 0
            ? html`<ul class="grid">
                ${view.collections.map(collectionCard)}
              </ul>`
            : empty('No collection yet: POST /api/stac/v1/collections.')
        }
      </section>
      <div class="two">
        <section aria-labelledby="feeds">
          <div class="head"><h2 id="feeds">Feeds</h2></div>
          ${
            view.subscriptions.length > 0
              ? html`<ul class="rows">
                  ${view.subscriptions.map(subscriptionRow)}
                </ul>`
              : empty('Nobody watches a place yet: POST /api/notify/v1/subscriptions.')
          }
        </section>
        <section aria-labelledby="schedules">
          <div class="head"><h2 id="schedules">Schedules</h2></div>
          ${
            view.schedules.length > 0
              ? html`<ul class="rows">
                  ${view.schedules.map(scheduleRow)}
                </ul>`
              : empty('No schedule: POST /api/jobs/v1/schedules.')
          }
        </section>
      </div>`,
  });
}

function hero(view: HomeView, running: number): Html {
  const where = map({ label: 'Where the latest imagery lies', features: view.latest.map(mapFeature) });
  const { failures } = view;
  return html`<header class="hero"><div><h1>A planetary computer of your own</h1>
<p class="lead">Imagery dropped into a container is searchable, signed, announced and composited. This one runs in ${view.region}.</p>
<dl class="facts">
<div><dt>Items</dt><dd>${view.items === undefined ? 'many' : wholeNumber(view.items)}</dd></div>
<div><dt>Collections</dt><dd>${wholeNumber(view.collections.length)}</dd></div>
<div><dt>Jobs running</dt><dd>${wholeNumber(running)}</dd></div>
<div${failures.count > 0 && html` class="alarm"`}><dt><a href="/api/jobs/v1/failures">Failures</a></dt><dd>${wholeNumber(failures.count)}${failures.more && '+'}</dd></div>
</dl></div>
<div>${where ?? empty('A map appears with the first item.')}</div></header>`;
}

function collectionCard({ collection, items, newest }: CollectionView): Html {
  if (newest)
    return card({
      ...newest,
      key: collection.id,
      title: collection.title ?? collection.id,
      href: pageUrls.collection(collection.id),
      when: html`${items === undefined ? 'many items' : count(items, 'item')}, newest ${newest.when}`,
      geometry: null,
    });
  return html`<li class="card" data-key="${collection.id}">
    <div class="text">
      <h3 class="small"><a href="${pageUrls.collection(collection.id)}">${collection.title ?? collection.id}</a></h3>
      <p class="meta">no items yet</p>
    </div>
  </li>`;
}

function subscriptionRow({ subscription, entries }: SubscriptionView): Html {
  const { id, title, search, webhook } = subscription;
  return html`<li data-key="${id}">
    <div class="first">
      <h3><a href="${pageUrls.feed(id)}">${title ?? 'New imagery'}</a></h3>
      <span class="small quiet">${count(entries, 'entry', 'entries')}</span>
    </div>
    <p class="small quiet">
      ${searchWords(search)}${webhook && (webhook.disabled === undefined ? ' · webhook' : ` · webhook stopped: ${webhook.disabled}`)}
    </p>
    <p class="links">
      <a href="${pageUrls.feed(id)}">Page</a><a href="${apiUrls.atom(id)}" type="application/atom+xml">Atom</a
      ><a href="${apiUrls.entries(id)}">JSON</a>
    </p>
  </li>`;
}

function scheduleRow({ id, cron, request, nextRun, lastRun }: Schedule): Html {
  return html`<li data-key="${id}">
    <div class="first">
      <h3>${request.output.title ?? `Composite of ${request.collection}`}</h3>
      <code>${cron}</code>
    </div>
    <p class="small quiet">
      ${nextRun === undefined ? 'no further run' : html`next ${timeTag(nextRun)}`}${lastRun && html` · last ${timeTag(lastRun.at)}`}
    </p>
    ${lastRun?.error !== undefined && html`<p class="error">${lastRun.error}</p>`}
    <p class="links">
      <a href="${apiUrls.schedule(id)}">JSON</a
      >${lastRun?.job !== undefined && html`<a href="${apiUrls.job(lastRun.job)}">last job</a>`}
    </p>
  </li>`;
}

function empty(text: string): Html {
  return html`<p class="empty">${text}</p>`;
}
