import { randomBytes, randomUUID } from 'node:crypto';
import type { RecordStore } from '../catalog/records.ts';
import { NotFoundError, PreconditionFailedError } from '../errors.ts';
import { removeAcknowledgement } from './read-feed.ts';
import { changeLog, feedLog } from './subscription-logs.ts';
import type { SubscriptionRequest } from './subscription-request.ts';

export interface Subscription {
  readonly id: string;
  readonly title?: string;
  /** A STAC search body, as `parseSearchPost` takes it. */
  readonly search: Readonly<Record<string, unknown>>;
  readonly webhook?: {
    readonly url: string;
    readonly secret: string;
    /** Why nothing is sent any more, such as 410 from the receiver. */
    readonly disabled?: string;
  };
  /** Base URL that entries' links start with. */
  readonly origin: string;
  readonly created: string;
}

const table = 'subscriptions';

export function newSubscription(
  body: SubscriptionRequest,
  options: { readonly origin: string; readonly now: Date },
): Subscription {
  const { title, webhook, search } = body;
  return {
    id: randomUUID(),
    ...(title === undefined ? {} : { title }),
    search,
    ...(webhook
      ? { webhook: { url: webhook.url, secret: webhook.secret ?? `whsec_${randomBytes(32).toString('base64')}` } }
      : {}),
    origin: options.origin,
    created: options.now.toISOString(),
  };
}

export async function saveSubscription(records: RecordStore, subscription: Subscription): Promise<void> {
  await records.put(table, 'all', subscription.id, subscription, { ifNoneMatch: '*' });
  await records.append(changeLog, 'all', subscription.id, { id: subscription.id });
}

export async function getSubscription(records: RecordStore, id: string): Promise<Subscription | undefined> {
  return (await records.get<Subscription>(table, 'all', id))?.value;
}

/** @throws {NotFoundError} */
export async function requireSubscription(records: RecordStore, id: string): Promise<Subscription> {
  const found = await getSubscription(records, id);
  if (!found) throw new NotFoundError('subscription', id);
  return found;
}

export async function listSubscriptions(
  records: RecordStore,
  range: { readonly after?: string; readonly limit: number },
): Promise<readonly Subscription[]> {
  return (await records.list<Subscription>(table, 'all', range)).map((record) => record.value);
}

/** Removes it with its feed. The record goes last: after a death in between the caller can ask again.
 * @throws {NotFoundError} */
export async function removeSubscription(records: RecordStore, id: string): Promise<void> {
  await requireSubscription(records, id);
  await records.append(changeLog, 'all', `${id} removed`, { id, removed: true });
  await records.deleteLog(feedLog, id);
  await removeAcknowledgement(records, id);
  await records.delete(table, 'all', id);
}

/** Stops deliveries to a receiver that wants no more. The feed goes on. */
export async function disableWebhook(records: RecordStore, id: string, reason: string): Promise<void> {
  const found = await records.get<Subscription>(table, 'all', id);
  if (!found?.value.webhook) return;
  const disabled: Subscription = { ...found.value, webhook: { ...found.value.webhook, disabled: reason } };
  await records.put(table, 'all', id, disabled, { ifMatch: found.etag }).catch((error: unknown) => {
    if (!(error instanceof PreconditionFailedError)) throw error;
  });
  // Indexes in memory hear of it, and queue no more deliveries.
  await records.append(changeLog, 'all', `${id} disabled`, { id });
}
