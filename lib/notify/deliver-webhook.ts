import type { Catalog } from '../catalog/catalog.ts';
import type { RecordStore } from '../catalog/records.ts';
import type { WebhookDelivery } from '../events/queues.ts';
import type { FeedEntry } from './feed-entry.ts';
import type { PostOutcome } from './post-webhook.ts';
import { postWebhook } from './post-webhook.ts';
import { delayBefore } from './retry-schedule.ts';
import { feedLog } from './subscription-logs.ts';
import { disableWebhook, getSubscription } from './subscription.ts';
import { webhookEvent } from './webhook-event.ts';
import { webhookHeaders } from './webhook-signature.ts';

/** How a feed entry's delivery stands. */
export interface DeliveryRecord {
  readonly state: 'delivered' | 'retrying' | 'failed';
  /** Attempts that ended. */
  readonly attempts: number;
  readonly at: string;
  readonly status?: number;
  readonly error?: string;
}

const table = 'webhook-deliveries';

export interface DeliverDeps {
  readonly catalog: Catalog;
  readonly records: RecordStore;
  readonly allowPrivate: boolean;
  /** Puts the next attempt on the queue. */
  retry(message: WebhookDelivery, delaySeconds: number): Promise<void>;
}

/** One attempt. Its outcome is recorded after the next attempt is queued, so a crash repeats an attempt rather than losing it;
 * receivers tell repeats by `webhook-id`.
 * @returns the outcome, or undefined when there was nothing to do: delivered already, disabled, or gone */
export async function deliverWebhook(
  deps: DeliverDeps,
  message: WebhookDelivery,
  now: Date,
): Promise<DeliveryRecord | undefined> {
  const id = String(message.seq).padStart(12, '0');
  const before = (await deps.records.get<DeliveryRecord>(table, message.subscription, id))?.value;
  if (before && (before.state !== 'retrying' || before.attempts > message.attempt)) return undefined;
  const subscription = await getSubscription(deps.records, message.subscription);
  if (!subscription?.webhook || subscription.webhook.disabled !== undefined) return undefined;
  const [entry] = await deps.records.readLog<FeedEntry>(feedLog, message.subscription, {
    cursor: message.seq - 1,
    limit: 1,
    order: 'asc',
  });
  if (entry?.seq !== message.seq) return undefined;

  const item = await deps.catalog.getItem(entry.value.collection, entry.value.id);
  const body = JSON.stringify(webhookEvent(subscription, entry, item?.item()));
  const headers = {
    'content-type': 'application/cloudevents+json; charset=utf-8',
    ...webhookHeaders(`${subscription.id}.${entry.seq}`, subscription.webhook.secret, body, now),
  };
  const outcome = await postWebhook(subscription.webhook.url, body, headers, deps);
  const record = await settle(deps, message, outcome, now);
  await deps.records.put(table, message.subscription, id, record);
  return record;
}

async function settle(
  deps: DeliverDeps,
  message: WebhookDelivery,
  outcome: PostOutcome,
  now: Date,
): Promise<DeliveryRecord> {
  const { status, error } = outcome;
  const common = {
    attempts: message.attempt + 1,
    at: now.toISOString(),
    ...(status === undefined ? {} : { status }),
    ...(error === undefined ? {} : { error }),
  };
  if (status !== undefined && status >= 200 && status < 300) return { state: 'delivered', ...common };
  if (status === 410) {
    await disableWebhook(deps.records, message.subscription, 'the receiver answered 410 Gone');
    return { state: 'failed', ...common };
  }
  const next = message.attempt + 1;
  const delay = delayBefore(next, outcome.retryAfter);
  if (delay === undefined) return { state: 'failed', ...common };
  await deps.retry({ ...message, attempt: next }, delay);
  return { state: 'retrying', ...common };
}

/** Deliveries of a subscription, by entry; for its page. */
export async function listDeliveries(
  records: RecordStore,
  subscription: string,
  limit: number,
): Promise<ReadonlyMap<number, DeliveryRecord>> {
  const found = await records.list<DeliveryRecord>(table, subscription, { order: 'desc', limit });
  return new Map(found.map((record) => [Number(record.id), record.value]));
}
