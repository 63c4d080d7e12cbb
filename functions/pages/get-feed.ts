import { parseWith } from '../../lib/http/read-body.ts';
import { feedQuerySchema, readFeed } from '../../lib/notify/read-feed.ts';
import { requireSubscription } from '../../lib/notify/subscription.ts';
import { feedPage } from '../../web/feed-page.ts';
import type { Deps } from '../deps.ts';
import { page } from './page-handler.ts';

const querySchema = feedQuerySchema.pick({ cursor: true });

/** `GET /feeds/{id}`: a subscription's entries, newest first; `cursor` reads on to older ones. */
export const getFeed = (deps: Pick<Deps, 'records'>) =>
  page(async (request) => {
    const { cursor } = parseWith(querySchema, Object.fromEntries(request.query));
    const subscription = await requireSubscription(deps.records, request.params['id'] ?? '');
    const range = { limit: 24, order: 'desc' } as const;
    const feed = await readFeed(deps.records, subscription.id, cursor === undefined ? range : { ...range, cursor });
    return feedPage(subscription, feed, cursor === undefined);
  });
