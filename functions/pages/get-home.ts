import type { Catalog } from '../../lib/catalog/catalog.ts';
import { listFailures } from '../../lib/jobs/failures.ts';
import { readProgress } from '../../lib/jobs/job-progress.ts';
import { instanceId, listJobs } from '../../lib/jobs/job-record.ts';
import { listSchedules } from '../../lib/jobs/schedule.ts';
import { readFeed } from '../../lib/notify/read-feed.ts';
import { listSubscriptions } from '../../lib/notify/subscription.ts';
import { defaultSortby } from '../../lib/search/parse-sortby.ts';
import type { Collection } from '../../lib/stac/collection.ts';
import { itemSubject } from '../../web/cards.ts';
import type { CollectionView } from '../../web/collection-card.ts';
import { homePage } from '../../web/home-page.ts';
import type { JobView } from '../../web/job-row.ts';
import type { SubscriptionView } from '../../web/subscription-row.ts';
import type { Deps } from '../deps.ts';
import { page } from './page-handler.ts';

type Use = Pick<Deps, 'catalog' | 'records' | 'config'>;

/** How much of each the page shows. */
const shown = { items: 12, jobs: 6, subscriptions: 50, failures: 100 } as const;

/** `GET /`: what is running. */
export const getHome = (deps: Use) =>
  page(async () => {
    const [collections, latest, jobs, schedules, subscriptions, failures] = await Promise.all([
      deps.catalog.listCollections(),
      deps.catalog.search({ sortby: defaultSortby, limit: shown.items }),
      jobViews(deps),
      listSchedules(deps.records),
      subscriptionViews(deps),
      listFailures(deps.records, { limit: shown.failures, resolved: false }),
    ]);
    const views = await Promise.all(collections.map((collection) => collectionView(deps.catalog, collection)));
    const counts = views.map(({ items }) => items);
    return homePage({
      region: deps.config.REGION,
      collections: views,
      items: counts.includes(undefined) ? undefined : counts.reduce<number>((sum, items) => sum + (items ?? 0), 0),
      latest: latest.items.map(itemSubject),
      jobs,
      schedules,
      subscriptions,
      failures: { open: failures.failures, more: failures.next !== undefined },
    });
  });

async function jobViews({ records }: Use): Promise<readonly JobView[]> {
  const { jobs } = await listJobs(records, { limit: shown.jobs });
  return Promise.all(
    jobs.map(async (job) => ({ job, progress: await readProgress(records, instanceId(job), job.tiles + 1) })),
  );
}

async function subscriptionViews({ records }: Use): Promise<readonly SubscriptionView[]> {
  const subscriptions = await listSubscriptions(records, { limit: shown.subscriptions });
  return Promise.all(
    subscriptions.map(async (subscription) => {
      const { entries } = await readFeed(records, subscription.id, { limit: 1, order: 'desc' });
      return { subscription, entries: entries[0]?.seq ?? 0 };
    }),
  );
}

async function collectionView(catalog: Catalog, collection: Collection): Promise<CollectionView> {
  const search = { collections: [collection.id], sortby: defaultSortby, limit: 1 };
  const [items, newest] = await Promise.all([catalog.count(search), catalog.search(search)]);
  const [first] = newest.items;
  return { collection, items, newest: first && itemSubject(first) };
}
