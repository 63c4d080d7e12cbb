import type { Failure } from '../lib/jobs/failures.ts';
import type { Schedule } from '../lib/jobs/schedule.ts';
import { card, mapFeature, type CardSubject } from './cards.ts';
import { collectionCard, type CollectionView } from './collection-card.ts';
import { failureRow } from './failure-row.ts';
import { count, wholeNumber } from './format.ts';
import { html, type Html } from './html.ts';
import { isActive, jobRow, type JobView } from './job-row.ts';
import { layout } from './layout.ts';
import { map } from './map.ts';
import { scheduleRow } from './schedule-row.ts';
import { section } from './section.ts';
import { subscriptionRow, type SubscriptionView } from './subscription-row.ts';

export interface HomeView {
  readonly region: string;
  readonly collections: readonly CollectionView[];
  /** Of all collections; undefined where counting isn't cheap. */
  readonly items: number | undefined;
  /** Newest first. */
  readonly latest: readonly CardSubject[];
  /** Newest first. */
  readonly jobs: readonly JobView[];
  readonly schedules: readonly Schedule[];
  readonly subscriptions: readonly SubscriptionView[];
  /** Those that are open, newest first; `more` when there are more than are listed here. */
  readonly failures: { readonly open: readonly Failure[]; readonly more: boolean };
}

/** Milliseconds between looks for news, while something runs and while nothing does. */
const refresh = { busy: 1000, quiet: 4000 } as const;

/** What is running. */
export function homePage(view: HomeView): Html {
  const running = view.jobs.filter(({ job }) => isActive(job)).length;
  return layout({
    title: running > 0 ? `Revisit · ${count(running, 'job')} running` : 'Revisit',
    refresh: running > 0 ? refresh.busy : refresh.quiet,
    body: html`${hero(view, running)} ${failures(view)}
      ${section({
        id: 'jobs',
        title: 'Jobs',
        look: 'rows',
        entries: view.jobs.map(jobRow),
        empty: 'No composite has been asked for yet: POST /api/jobs/v1/composites.',
        links: html`<a href="/api/jobs/v1">All as JSON</a>`,
      })}
      ${section({
        id: 'latest',
        title: 'Latest imagery',
        look: 'grid',
        entries: view.latest.map(card),
        empty: 'Nothing yet. Drop imagery into a container that a collection watches.',
        links: html`<a href="/api/stac/v1/search">All as GeoJSON</a>`,
      })}
      ${section({
        id: 'collections',
        title: 'Collections',
        look: 'grid',
        entries: view.collections.map(collectionCard),
        empty: 'No collection yet: POST /api/stac/v1/collections.',
      })}
      <div class="two">
        ${section({
          id: 'feeds',
          title: 'Feeds',
          look: 'rows',
          entries: view.subscriptions.map(subscriptionRow),
          empty: 'Nobody watches a place yet: POST /api/notify/v1/subscriptions.',
        })}
        ${section({
          id: 'schedules',
          title: 'Schedules',
          look: 'rows',
          entries: view.schedules.map(scheduleRow),
          empty: 'Nothing is scheduled: POST /api/jobs/v1/schedules.',
        })}
      </div>`,
  });
}

/** How many failures are shown; the count says of all. */
const shownFailures = 3;

function failures(view: HomeView): Html | undefined {
  const { open } = view.failures;
  if (open.length === 0) return undefined;
  return section({
    id: 'failures',
    title: 'Failures',
    look: 'rows',
    entries: open.slice(0, shownFailures).map(failureRow),
    empty: '',
    links: html`<a href="/api/jobs/v1/failures">All as JSON</a>`,
  });
}

function hero(view: HomeView, running: number): Html {
  const { open, more } = view.failures;
  const where = map({ label: 'Where the latest imagery lies', features: view.latest.map(mapFeature) });
  const place = view.region === 'local' ? 'on one machine' : `in ${view.region}`;
  const alarm = open.length > 0 ? 'alarm' : 'calm';
  return html`<header class="hero">
    <div>
      <h1>A planetary computer of your own</h1>
      <p class="lead">
        Imagery dropped into a container is searchable, signed, announced and composited. This one runs ${place}.
      </p>
      <dl class="facts">
        ${fact('Items', view.items === undefined ? 'many' : wholeNumber(view.items))}
        ${fact('Collections', wholeNumber(view.collections.length))} ${fact('Jobs running', wholeNumber(running))}
        <div class="${alarm}">
          <dt><a href="/api/jobs/v1/failures">Failures</a></dt>
          <dd>${wholeNumber(open.length)}${more && '+'}</dd>
        </div>
      </dl>
    </div>
    <div>${where ?? html`<p class="empty">A map appears with the first item.</p>`}</div>
  </header>`;
}

function fact(name: string, value: string): Html {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}
