import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { RecordStore } from '../catalog/records.ts';
import { NotFoundError, PreconditionFailedError } from '../errors.ts';

/** Members of a STAC search body that say what is wanted; paging and shaping members mean nothing to a subscription. */
const searchMembers = [
  'ids',
  'collections',
  'bbox',
  'intersects',
  'datetime',
  'filter',
  'filter-lang',
  'filter-crs',
  'query',
] as const;

const secretPattern = /^whsec_[A-Za-z0-9+/]+={0,2}$/;

const webhookSchema = z.union([
  z.url({ protocol: /^https?$/ }).transform((url) => ({ url })),
  z.strictObject({
    url: z.url({ protocol: /^https?$/ }).max(2048),
    secret: z
      .string()
      .regex(secretPattern, 'whsec_ followed by base64')
      .refine((secret) => isBetween(Buffer.from(secret.slice(6), 'base64').length, 24, 64), 'between 24 and 64 bytes')
      .optional(),
  }),
]);

/** What `POST /api/notify/v1/subscriptions` takes beside the search members, which `parseSearchPost` checks. */
export const subscriptionRequestSchema = z.looseObject({
  title: z.string().max(256).optional(),
  webhook: webhookSchema.optional(),
});
export type SubscriptionRequest = z.infer<typeof subscriptionRequestSchema>;

export interface Subscription {
  readonly id: string;
  readonly title?: string;
  /** The STAC search body as it was given. */
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
/** Every creation and removal, so that each process keeps its index by reading on from where it was. */
export const changeLog = 'subscription-changes';

export interface SubscriptionChange {
  readonly id: string;
  readonly removed?: boolean;
}

export function newSubscription(
  body: SubscriptionRequest,
  options: { readonly origin: string; readonly now: Date },
): Subscription {
  const search = Object.fromEntries(
    searchMembers.flatMap((name) => (body[name] === undefined ? [] : [[name, body[name]]])),
  );
  const secret = body.webhook && 'secret' in body.webhook ? body.webhook.secret : undefined;
  return {
    id: randomUUID(),
    ...(body.title === undefined ? {} : { title: body.title }),
    search,
    ...(body.webhook
      ? { webhook: { url: body.webhook.url, secret: secret ?? `whsec_${randomBytes(32).toString('base64')}` } }
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

/** Removes it with its feed. @throws {NotFoundError} */
export async function removeSubscription(records: RecordStore, id: string): Promise<void> {
  if (!(await records.delete(table, 'all', id))) throw new NotFoundError('subscription', id);
  await records.append(changeLog, 'all', `${id} removed`, { id, removed: true });
  await records.deleteLog(feedLog, id);
}

/** Stops deliveries to a receiver that wants no more. The feed goes on. */
export async function disableWebhook(records: RecordStore, id: string, reason: string): Promise<void> {
  const found = await records.get<Subscription>(table, 'all', id);
  if (!found?.value.webhook) return;
  const disabled: Subscription = { ...found.value, webhook: { ...found.value.webhook, disabled: reason } };
  await records.put(table, 'all', id, disabled, { ifMatch: found.etag }).catch((error: unknown) => {
    if (!(error instanceof PreconditionFailedError)) throw error;
  });
}

/** Log of a subscription's entries; the partition is its id. */
export const feedLog = 'feed';

function isBetween(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}
