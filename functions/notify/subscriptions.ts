import { z } from 'zod';
import { baseUrl } from '../../lib/http/base-url.ts';
import type { Handler } from '../../lib/http/handler.ts';
import { json } from '../../lib/http/handler.ts';
import { parseWith, readJson } from '../../lib/http/read-body.ts';
import { withQuery } from '../../lib/http/with-query.ts';
import { checkWebhookUrl } from '../../lib/notify/address-guard.ts';
import { showSubscription } from '../../lib/notify/show-subscription.ts';
import {
  listSubscriptions,
  newSubscription,
  removeSubscription,
  requireSubscription,
  saveSubscription,
} from '../../lib/notify/subscription.ts';
import { subscriptionBodyLimit, subscriptionRequestSchema } from '../../lib/notify/subscription-request.ts';
import type { Deps } from '../deps.ts';

type Use = Pick<Deps, 'records' | 'config'>;

/** `POST /api/notify/v1/subscriptions`: 201; the only answer that shows the webhook's secret. */
export const postSubscription =
  (deps: Use): Handler =>
  async (request) => {
    const body = parseWith(subscriptionRequestSchema, await readJson(request, subscriptionBodyLimit));
    const base = baseUrl(request, deps.config);
    const subscription = newSubscription(body, { origin: base, now: new Date() });
    if (subscription.webhook)
      await checkWebhookUrl(subscription.webhook.url, deps.config.WEBHOOK_ALLOW_PRIVATE === '1');
    await saveSubscription(deps.records, subscription);
    const shown = showSubscription(subscription, base, { secret: true });
    return json(shown, {
      status: 201,
      headers: { location: `${base}/api/notify/v1/subscriptions/${subscription.id}` },
    });
  };

const pageSchema = z.object({
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, 'a whole number from 1 to 999')
    .transform(Number)
    .default(100),
  after: z.string().max(64).optional(),
});

/** `GET /api/notify/v1/subscriptions`: in order of id, with a next link. */
export const getSubscriptions =
  (deps: Use): Handler =>
  async (request) => {
    const { limit, after } = parseWith(pageSchema, Object.fromEntries(request.query));
    const base = baseUrl(request, deps.config);
    const found = await listSubscriptions(deps.records, { limit, ...(after === undefined ? {} : { after }) });
    const last = found.length === limit ? found.at(-1)?.id : undefined;
    const next =
      last === undefined
        ? []
        : [
            {
              rel: 'next',
              href: withQuery(`${base}/api/notify/v1/subscriptions`, { limit, after: last }),
            },
          ];
    return json({ subscriptions: found.map((subscription) => showSubscription(subscription, base)), links: next });
  };

/** `GET /api/notify/v1/subscriptions/{id}`. */
export const getOneSubscription =
  (deps: Use): Handler =>
  async (request) =>
    json(
      showSubscription(
        await requireSubscription(deps.records, request.params['id'] ?? ''),
        baseUrl(request, deps.config),
      ),
    );

/** `DELETE /api/notify/v1/subscriptions/{id}`: 204; its feed goes too. */
export const deleteSubscription =
  (deps: Use): Handler =>
  async (request) => {
    await removeSubscription(deps.records, request.params['id'] ?? '');
    return { status: 204 };
  };
