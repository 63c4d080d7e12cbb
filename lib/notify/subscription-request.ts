import { z } from 'zod';
import { parseSearchPost } from '../search/parse-search.ts';
import { InvalidInputError } from '../errors.ts';

const secretPattern = /^whsec_[A-Za-z0-9+/]+={0,2}$/;

const secretSchema = z
  .string()
  .regex(secretPattern, 'whsec_ followed by base64')
  .refine((secret) => {
    const { length } = Buffer.from(secret.slice(6), 'base64');
    return length >= 24 && length <= 64;
  }, 'between 24 and 64 bytes');

const urlSchema = z.url({ protocol: /^https?$/, error: 'an http or https URL' }).max(2048);

/** Bytes: every process keeps all subscriptions in memory. */
export const subscriptionBodyLimit = 512 * 1024;

interface WebhookRequest {
  readonly url: string;
  readonly secret?: string | undefined;
}

/** A URL, or a URL with the secret that signs. */
const webhookSchema = z.preprocess(
  (value) => (typeof value === 'string' ? { url: value } : value),
  z.strictObject({ url: urlSchema, secret: secretSchema.optional() }),
);

/** What `POST /api/notify/v1/subscriptions` takes: a STAC search body with a title and a webhook. Members of a search that
 * page, sort or shape an answer mean nothing here and are left out; any other is refused, since a misspelt one would
 * widen the subscription to everything. */
const bodySchema = z.strictObject({
  title: z.string().max(256).optional(),
  webhook: webhookSchema.optional(),
  collection: z.string().min(1).optional().describe('the same as collections with one'),
  area: z
    .union([z.array(z.number()), z.looseObject({ type: z.string() })], 'a bbox or a GeoJSON geometry')
    .optional()
    .describe('bbox or intersects, as jobs spell it'),
  ids: z.unknown().optional(),
  collections: z.unknown().optional(),
  bbox: z.unknown().optional(),
  intersects: z.unknown().optional(),
  datetime: z.unknown().optional(),
  filter: z.unknown().optional(),
  'filter-lang': z.unknown().optional(),
  'filter-crs': z.unknown().optional(),
  query: z.unknown().optional(),
  limit: z.unknown().optional(),
  token: z.unknown().optional(),
  sortby: z.unknown().optional(),
  fields: z.unknown().optional(),
});

export interface SubscriptionRequest {
  readonly title?: string | undefined;
  readonly webhook?: WebhookRequest | undefined;
  /** A STAC search body, as `parseSearchPost` takes it. */
  readonly search: Readonly<Record<string, unknown>>;
}

export const subscriptionRequestSchema = bodySchema.transform((body, context): SubscriptionRequest => {
  const { title, webhook, collection, area, limit: _limit, token: _token, sortby: _sortby, fields: _fields } = body;
  for (const [alias, given] of [
    ['area', body.bbox ?? body.intersects],
    ['collection', body.collections],
  ] as const) {
    if (body[alias] === undefined || given === undefined || given === null) continue;
    context.addIssue({ code: 'custom', path: [alias], message: 'is given twice, here and as STAC spells it' });
  }
  const search = withoutAbsent({
    ids: body.ids,
    collections: collection === undefined ? body.collections : [collection],
    bbox: Array.isArray(area) ? area : body.bbox,
    intersects: area === undefined || Array.isArray(area) ? body.intersects : area,
    datetime: body.datetime,
    filter: body.filter,
    // Text is text, whatever POST takes for granted.
    'filter-lang': body['filter-lang'] ?? (typeof body.filter === 'string' ? 'cql2-text' : undefined),
    'filter-crs': body['filter-crs'],
    query: body.query,
  });
  try {
    parseSearchPost(search);
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    for (const { field, message } of error.issues) {
      const path = [area === undefined ? field : field.replace(/^(?:bbox|intersects)\b/, 'area')];
      context.addIssue({ code: 'custom', path, message });
    }
  }
  return { title, webhook, search };
});

function withoutAbsent(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined && value !== null));
}
