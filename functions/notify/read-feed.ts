import { z } from 'zod';
import { baseUrl } from '../../lib/http/base-url.ts';
import type { Handler } from '../../lib/http/handler.ts';
import { json } from '../../lib/http/handler.ts';
import { parseWith, readJson } from '../../lib/http/read-body.ts';
import { withQuery } from '../../lib/http/with-query.ts';
import { atomFeed, itemHref } from '../../lib/notify/atom.ts';
import { acknowledge, feedQuerySchema, readFeed } from '../../lib/notify/read-feed.ts';
import { requireSubscription } from '../../lib/notify/subscription.ts';
import type { Deps } from '../deps.ts';

type Use = Pick<Deps, 'records' | 'config'>;

/** `GET /api/notify/v1/subscriptions/{id}/entries`: JSON, oldest first unless `order=desc`; the cursor reads on. */
export const getEntries =
  (deps: Use): Handler =>
  async (request) => {
    const query = parseWith(feedQuerySchema, Object.fromEntries(request.query));
    const subscription = await requireSubscription(deps.records, request.params['id'] ?? '');
    const order = query.order ?? 'asc';
    const { entries, cursor } = await readFeed(deps.records, subscription.id, { ...query, order });
    const base = baseUrl(request, deps.config);
    const self = `${base}/api/notify/v1/subscriptions/${subscription.id}/entries`;
    const next =
      cursor === undefined ? [] : [{ rel: 'next', href: withQuery(self, { order, limit: query.limit, cursor }) }];
    const shown = entries.map(({ seq, at, value }) => ({
      seq,
      at,
      ...value,
      links: [{ rel: 'item', href: itemHref(base, value), type: 'application/geo+json' }],
    }));
    return json(
      { entries: shown, ...(cursor === undefined ? {} : { cursor }), links: next },
      { headers: { 'cache-control': 'no-cache' } },
    );
  };

const ackSchema = z.strictObject({
  cursor: z
    .union([z.string().regex(/^\d{1,15}$/), z.int().nonnegative()], 'a cursor that this feed gave')
    .transform(Number),
});

/** `POST /api/notify/v1/subscriptions/{id}/ack` `{cursor}`: reading without a cursor goes on after it from now on. */
export const acknowledgeEntries =
  (deps: Use): Handler =>
  async (request) => {
    const { cursor } = parseWith(ackSchema, await readJson(request));
    const subscription = await requireSubscription(deps.records, request.params['id'] ?? '');
    return json({ cursor: String(await acknowledge(deps.records, subscription.id, cursor)) });
  };

/** `GET /api/notify/v1/subscriptions/{id}/feed.atom`: newest first. */
export const getAtomFeed =
  (deps: Use): Handler =>
  async (request) => {
    const query = parseWith(feedQuerySchema, Object.fromEntries(request.query));
    const subscription = await requireSubscription(deps.records, request.params['id'] ?? '');
    const { entries, cursor } = await readFeed(deps.records, subscription.id, { ...query, order: 'desc' });
    const base = baseUrl(request, deps.config);
    const self = `${base}/api/notify/v1/subscriptions/${subscription.id}/feed.atom`;
    const next = cursor === undefined ? {} : { next: withQuery(self, { limit: query.limit, cursor }) };
    const body = atomFeed({ ...subscription, origin: base }, entries, {
      self,
      html: `${base}/feeds/${subscription.id}`,
      entries: `${subscription.origin}/api/notify/v1/subscriptions/${subscription.id}/entries`,
      ...next,
    });
    return {
      status: 200,
      headers: { 'content-type': 'application/atom+xml; charset=utf-8', 'cache-control': 'no-cache' },
      body,
    };
  };
