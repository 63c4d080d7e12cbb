import { BlobServiceClient } from '@azure/storage-blob';
import type { Api } from './api.ts';
import { api as client, ApiError } from './api.ts';
import { chooseComposite } from './choose-composite.ts';
import { percentile, seconds, until } from './latency.ts';
import type { CompositeReport } from './run-composite.ts';
import { runComposite } from './run-composite.ts';
import type { SceneUpload, WrittenScene } from './scene-upload.ts';
import { writeScene } from './scene-upload.ts';
import type { SearchableScene } from './wait-for-scenes.ts';
import { watchScenes } from './wait-for-scenes.ts';
import type { WebhookReceiver } from './webhook-receiver.ts';
import { startWebhookReceiver } from './webhook-receiver.ts';

/** What the demonstration measured; the last line of `npm start -- --once --json`. */
export interface DemonstrationReport {
  readonly ok: boolean;
  /** Scenes written to containers. */
  readonly scenes: number;
  /** Items that search found. */
  readonly items: number;
  /** Files that could not be read; each is a recorded failure. */
  readonly failures: number;
  readonly search: { readonly matched: number };
  readonly signed: { readonly href: string; readonly status: number };
  readonly notifications: { readonly webhook: number; readonly feed: number };
  readonly composite: CompositeReport | null;
  readonly seconds: {
    readonly total: number;
    readonly eventToSearchableP95: number | null;
    readonly eventToWebhookP95: number | null;
    readonly composite: number | null;
  };
}

export interface Demonstration {
  readonly base: string;
  readonly storage: string;
  readonly scenes: readonly SceneUpload[];
  /** A composite request; chosen from what came in when absent. */
  readonly composite?: Record<string, unknown>;
  readonly log: (line: string) => void;
}

/** Drops scenes into containers and follows them through the whole pipeline, as a user would see it from outside. */
export async function playDemonstration(demo: Demonstration): Promise<DemonstrationReport> {
  const started = Date.now();
  const api = client(demo.base);
  const receiver = await startWebhookReceiver();
  try {
    await prepare(api, demo);
    const subscription = await subscribe(api, receiver);
    const { searchable, failed } = await drop(api, demo);
    demo.log(`${searchable.length} scenes searchable, ${failed.length} files refused`);

    const search = await countMatches(api, searchable);
    const signed = await signOne(api, searchable);
    const feed = await until('every announcement', 60_000, 20, () =>
      announcements(api, subscription.feed, searchable, receiver),
    );
    await api.delete(`/api/notify/v1/subscriptions/${subscription.webhook}`);
    demo.log(`${feed} announcements in the feed, ${receiver.received.length} by webhook`);

    const request = demo.composite ?? chooseComposite(searchable.map(({ item }) => item));
    const composite = request ? await runComposite(api, request, demo.log) : null;
    const toSearchable = searchable.map(({ scene, seenAt }) => seenAt - scene.writtenAt);
    const toWebhook = searchable.map((found) => webhookLatency(found, receiver));
    const latency = (values: readonly number[]) => {
      const worst = percentile(values, 0.95);
      return worst === undefined ? null : seconds(worst);
    };
    return {
      ok:
        searchable.length > 0 &&
        search.matched >= searchable.length &&
        signed.status === 200 &&
        composite !== null &&
        composite.validPixels > 0,
      scenes: demo.scenes.length,
      items: new Set(searchable.map(({ item }) => `${item.collection}/${item.id}`)).size,
      failures: failed.length,
      search,
      signed,
      notifications: { webhook: receiver.received.length, feed },
      composite,
      seconds: {
        total: seconds(Date.now() - started),
        eventToSearchableP95: latency(toSearchable),
        eventToWebhookP95: latency(toWebhook),
        composite: composite?.seconds ?? null,
      },
    };
  } finally {
    await receiver.close();
  }
}

/** Collections are posted as any user would; what an earlier, interrupted demonstration left is taken away first. */
async function prepare(api: Api, demo: Demonstration): Promise<void> {
  const blobs = BlobServiceClient.fromConnectionString(demo.storage);
  for (const collection of new Set(demo.scenes.map((scene) => scene.collection))) {
    await api.post('/api/stac/v1/collections', collection).catch(async (error: unknown) => {
      if (!(error instanceof ApiError && error.status === 409)) throw error;
      await requireRule(api, collection);
    });
    const container = blobs.getContainerClient(collection['revisit:ingest']?.[0]?.container ?? collection.id);
    await container.createIfNotExists();
    let left = 0;
    for await (const blob of container.listBlobsFlat()) {
      await container.deleteBlob(blob.name);
      left += 1;
    }
    if (left > 0) {
      demo.log(`${collection.id}: took away ${left} blobs of an earlier run`);
      await until(`an empty ${collection.id}`, 120_000, 100, async () => {
        const page = await api.get<{ features: readonly unknown[] }>(
          `/api/stac/v1/collections/${collection.id}/items?limit=1`,
        );
        return page.features.length === 0 ? true : undefined;
      });
    }
  }
}

/** A collection of that name that was loaded as an archive would wait for the scenes in vain. */
async function requireRule(api: Api, { id, ...wanted }: SceneUpload['collection']): Promise<void> {
  const found = await api.get<SceneUpload['collection']>(`/api/stac/v1/collections/${id}`);
  const [rule, wantedRule] = [found['revisit:ingest']?.[0], wanted['revisit:ingest']?.[0]];
  if (rule?.container !== wantedRule?.container || rule?.pattern !== wantedRule?.pattern)
    throw new Error(
      `This home has a collection ${id} that takes in other files; the demonstration needs a home of its own (REVISIT_HOME)`,
    );
}

const feedTitle = 'Everything new, except composites';

interface Subscribed {
  /** Stays, so that its feed can be looked at afterwards. */
  readonly feed: string;
  /** Delivers to the demonstration's own receiver, and goes with it. */
  readonly webhook: string;
}

/** Two subscribers to the same imagery: one reads its feed, the other is called. Feeds of earlier demonstrations go. */
async function subscribe(api: Api, receiver: WebhookReceiver): Promise<Subscribed> {
  const path = '/api/notify/v1/subscriptions';
  const known = await api.get<{ subscriptions: readonly { id: string; title?: string }[] }>(`${path}?limit=999`);
  for (const { id, title } of known.subscriptions) if (title === feedTitle) await api.delete(`${path}/${id}`);
  const search = { title: feedTitle, filter: { op: '<>', args: [{ property: 'collection' }, 'composites'] } };
  const feed = await api.post<{ id: string }>(path, search);
  const called = await api.post<{ id: string; webhook: { secret: string } }>(path, {
    ...search,
    webhook: { url: receiver.url },
  });
  receiver.trust(called.webhook.secret);
  return { feed: feed.id, webhook: called.id };
}

async function drop(
  api: Api,
  demo: Demonstration,
): Promise<{ readonly searchable: readonly SearchableScene[]; readonly failed: readonly string[] }> {
  const blobs = BlobServiceClient.fromConnectionString(demo.storage);
  const watch = watchScenes(api, 20);
  for (const scene of demo.scenes) {
    const container = blobs.getContainerClient(
      scene.collection['revisit:ingest']?.[0]?.container ?? scene.collection.id,
    );
    const written: WrittenScene = await writeScene(container, scene);
    watch.expect(written);
    demo.log(`wrote ${scene.collection.id}/${scene.scene} (${scene.files.length} files)`);
  }
  return watch.finished(5 * 60_000);
}

/** Everything that the dropped scenes' collections hold, page by page, as a client counts it. */
async function countMatches(api: Api, searchable: readonly SearchableScene[]): Promise<{ readonly matched: number }> {
  const collections = [...new Set(searchable.map(({ item }) => item.collection))];
  let matched = 0;
  let body: Record<string, unknown> | undefined = { collections, limit: 100 };
  while (body) {
    const page: { features: readonly unknown[]; links: readonly { rel: string; body?: Record<string, unknown> }[] } =
      await api.post('/api/stac/v1/search', body);
    matched += page.features.length;
    const next = page.links.find((link) => link.rel === 'next');
    body = next && { ...body, ...next.body };
  }
  return { matched };
}

async function signOne(
  api: Api,
  searchable: readonly SearchableScene[],
): Promise<{ readonly href: string; readonly status: number }> {
  const unsigned = searchable[0]?.scene.hrefs[0];
  if (unsigned === undefined) throw new Error('nothing to sign: no scene became searchable');
  const { href } = await api.get<{ href: string }>(`/api/sas/v1/sign?href=${unsigned}`);
  const answer = await fetch(href);
  await answer.arrayBuffer();
  return { href, status: answer.status };
}

/** The feed's length once it has every item and the receiver had every entry. */
async function announcements(
  api: Api,
  subscription: string,
  searchable: readonly SearchableScene[],
  receiver: WebhookReceiver,
): Promise<number | undefined> {
  const announced = new Set<string>();
  let count = 0;
  for (let cursor = '0'; ;) {
    const page: { entries: readonly { collection: string; id: string }[]; cursor: string } = await api.get(
      `/api/notify/v1/subscriptions/${subscription}/entries?limit=500&cursor=${cursor}`,
    );
    count += page.entries.length;
    for (const entry of page.entries) announced.add(`${entry.collection}/${entry.id}`);
    if (page.entries.length < 500) break;
    cursor = page.cursor;
  }
  const all = searchable.every(({ item }) => announced.has(`${item.collection}/${item.id}`));
  return all && receiver.received.length >= count ? count : undefined;
}

/** From the last file's acknowledgement to the last delivery about its item. */
function webhookLatency({ scene, item }: SearchableScene, receiver: WebhookReceiver): number {
  const last = receiver.received.findLast((event) => event.collection === item.collection && event.item === item.id);
  return Math.max(0, (last?.at ?? Infinity) - scene.writtenAt);
}
