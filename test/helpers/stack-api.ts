import type { LogEntry } from '../../lib/catalog/records.ts';
import type { IngestRule } from '../../lib/datasets/ingest-rule.ts';
import type { Failure } from '../../lib/jobs/failures.ts';
import type { FeedEntry } from '../../lib/notify/feed-entry.ts';
import type { Collection } from '../../lib/stac/collection.ts';
import type { Item, Link } from '../../lib/stac/item.ts';

/** An answer as it came; `body` is what its JSON says, or its text. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: unknown;
}

/** One call; a string or bytes go as they are, anything else as JSON. */
export async function call(url: string, method = 'GET', body?: unknown): Promise<Answer> {
  const raw = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
  const answer = await fetch(url, {
    method,
    ...(body === undefined
      ? {}
      : { body: raw as string | Uint8Array<ArrayBuffer>, headers: { 'content-type': 'application/json' } }),
  });
  const text = await answer.text();
  const type = answer.headers.get('content-type') ?? '';
  return { status: answer.status, type, body: /json/.test(type) ? JSON.parse(text) : text };
}

/** A call that has to answer 2xx. */
export async function ask<T>(url: string, method = 'GET', body?: unknown): Promise<T> {
  const answer = await call(url, method, body);
  if (answer.status >= 300) throw new Error(`${method} ${url}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body as T;
}

export interface Job {
  readonly id: string;
  readonly state: string;
  readonly error?: string;
  readonly attempt: number;
  readonly tiles: number;
  readonly tasks: { readonly total: number; readonly done: number };
  readonly results?: { readonly collection: string; readonly item: string; readonly href: string };
}

export type Entry = FeedEntry & Pick<LogEntry<FeedEntry>, 'seq' | 'at'>;

/** Every item of a collection, page after page. */
export async function allItems(base: string, collection: string): Promise<readonly Item[]> {
  const found: Item[] = [];
  let url: string | undefined = `${base}/api/stac/v1/collections/${collection}/items?limit=50`;
  while (url !== undefined) {
    const page: { features: Item[]; links: Link[] } = await ask(url);
    found.push(...page.features);
    url = page.links.find((link) => link.rel === 'next')?.href;
  }
  return found;
}

/** Every entry of a subscription's feed, oldest first. */
export async function allEntries(base: string, subscription: string): Promise<readonly Entry[]> {
  const found: Entry[] = [];
  for (let cursor = '0'; ;) {
    const page: { entries: Entry[]; cursor: string } = await ask(
      `${base}/api/notify/v1/subscriptions/${subscription}/entries?limit=100&cursor=${cursor}`,
    );
    found.push(...page.entries);
    if (page.entries.length === 0) return found;
    cursor = page.cursor;
  }
}

/** Every failure that is not overcome, newest first. */
export async function allFailures(base: string): Promise<readonly Failure[]> {
  const found: Failure[] = [];
  let url: string | undefined = `${base}/api/jobs/v1/failures?limit=40`;
  while (url !== undefined) {
    const page: { failures: Failure[]; links: Link[] } = await ask(url);
    found.push(...page.failures);
    url = page.links.find((link) => link.rel === 'next')?.href;
  }
  return found;
}

/** A collection whose container has its name. */
export function aCollection(id: string, rule: Omit<IngestRule, 'kind' | 'container'>): Collection {
  return {
    type: 'Collection',
    stac_version: '1.0.0',
    id,
    description: 'test',
    license: 'various',
    extent: { spatial: { bbox: [[-180, -90, 180, 90]] }, temporal: { interval: [[null, null]] } },
    links: [],
    'revisit:ingest': [{ kind: 'cog', container: id, ...rule }],
  };
}
