import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { InvocationContext } from '@azure/functions';
import { matchItem } from '../../../functions/notify/match-item.ts';
import type { Catalog } from '../../../lib/catalog/catalog.ts';
import type { RecordStore } from '../../../lib/catalog/records.ts';
import { openSqliteCatalog } from '../../../lib/catalog/sqlite-catalog.ts';
import { openSqliteRecords } from '../../../lib/catalog/sqlite-records.ts';
import { InvalidInputError } from '../../../lib/errors.ts';
import type { ItemChanged } from '../../../lib/events/queues.ts';
import { readFeed } from '../../../lib/notify/read-feed.ts';
import { subscriptionIndex } from '../../../lib/notify/subscription-index.ts';
import { disableWebhook, newSubscription, saveSubscription } from '../../../lib/notify/subscription.ts';
import { testCollection, testItem } from '../../helpers/stac-documents.ts';

describe('An item that changed', () => {
  let catalog: Catalog;
  let records: RecordStore;
  let sent: { readonly queue: string; readonly message: unknown }[];
  let failing: boolean;
  let deliver: (message: unknown) => Promise<void>;
  beforeEach(async () => {
    catalog = openSqliteCatalog(':memory:');
    records = openSqliteRecords(':memory:');
    sent = [];
    failing = false;
    const send = (queue: string, message: unknown) => {
      if (failing) return Promise.reject(new Error('the queue is not there'));
      sent.push({ queue, message });
      return Promise.resolve();
    };
    const subscriptions = subscriptionIndex(records);
    const handler = matchItem({ catalog, records, queues: { send }, subscriptions });
    deliver = (message) =>
      handler(message, new InvocationContext({ functionName: 'match-item', logHandler: () => undefined }));
    await catalog.putCollection(testCollection('scenes'));
  });
  afterEach(async () => {
    await catalog.close();
    await records.close();
  });

  const subscribe = async (search: Record<string, unknown>, url?: string): Promise<string> => {
    const body = { search, ...(url === undefined ? {} : { webhook: { url } }) };
    const made = newSubscription(body, { origin: 'http://127.0.0.1:7071', now: new Date() });
    await saveSubscription(records, made);
    return made.id;
  };
  const write = (day = 1, version = 'v1') => catalog.putItem(testItem('scenes', 'one', day), { version });
  const changed = (more: Partial<ItemChanged> = {}): ItemChanged => ({
    collection: 'scenes',
    id: 'one',
    version: 'v1',
    change: 'created',
    eventTime: '2024-01-01T10:00:01.000Z',
    ...more,
  });
  const entries = async (id: string) => (await readFeed(records, id, { limit: 999, order: 'asc' })).entries;
  const delivery = (subscription: string, seq = 1) => ({
    queue: 'webhook-deliveries',
    message: { subscription, seq, attempt: 0 },
  });

  it('is one entry of each subscription that it matches, however often and however concurrently it is said', async () => {
    const all = [await subscribe({}), await subscribe({ collections: ['scenes'], bbox: [10, 50, 11, 51] })];
    await write();
    await Promise.all(Array.from({ length: 20 }, () => deliver(changed())));
    await deliver(changed());
    for (const id of all) {
      const found = await entries(id);
      assert.deepEqual(
        found.map(({ seq, value }) => [seq, value.id, value.version, value.change, value.eventTime]),
        [[1, 'one', 'v1', 'created', '2024-01-01T10:00:01.000Z']],
      );
    }
  });

  it('is an entry more with each version', async () => {
    const id = await subscribe({});
    await write();
    await deliver(changed());
    await write(2, 'v2');
    await deliver(changed({ version: 'v2', change: 'updated' }));
    await deliver(changed({ version: 'v2', change: 'updated' }));
    assert.deepEqual(
      (await entries(id)).map(({ seq, value }) => [seq, value.version, value.change]),
      [
        [1, 'v1', 'created'],
        [2, 'v2', 'updated'],
      ],
    );
  });

  it('makes no entry where it does not match', async () => {
    const others = [
      await subscribe({ bbox: [-10, -10, 0, 0] }),
      await subscribe({ collections: ['other'] }),
      await subscribe({ filter: '"eo:cloud_cover" > 50', 'filter-lang': 'cql2-text' }),
      await subscribe({ datetime: '2025-01-01T00:00:00Z/..' }),
    ];
    await write();
    await deliver(changed());
    for (const id of others) assert.deepEqual(await entries(id), []);
  });

  it('makes none when it is deleted, has gone or is another version by now', async () => {
    const id = await subscribe({}, 'https://example.org/');
    await deliver(changed());
    await write();
    await deliver(changed({ change: 'deleted' }));
    await write(2, 'v2');
    await deliver(changed());
    assert.deepEqual([await entries(id), sent], [[], []]);
    await deliver(changed({ version: 'v2', change: 'updated' }));
    assert.deepEqual(
      (await entries(id)).map(({ value }) => value.version),
      ['v2'],
    );
  });

  it('goes to webhooks, and to no other subscription', async () => {
    const [hook] = [await subscribe({}, 'https://example.org/'), await subscribe({})];
    await write();
    await deliver(changed());
    assert.deepEqual(sent, [delivery(hook)]);
  });

  it('goes to the webhook also when its entry was there: the process may have died in between', async () => {
    const hook = await subscribe({}, 'https://example.org/');
    await write();
    failing = true;
    await assert.rejects(deliver(changed()), /the queue is not there/);
    assert.equal((await entries(hook)).length, 1);
    failing = false;
    await deliver(changed());
    assert.equal((await entries(hook)).length, 1);
    assert.deepEqual(sent, [delivery(hook)]);
  });

  for (const known of [false, true])
    it(`does not go to a disabled webhook; its feed goes on${known ? ', also when the index knew it before' : ''}`, async () => {
      const hook = await subscribe({}, 'https://example.org/');
      await write();
      if (known) await deliver(changed());
      sent = [];
      await disableWebhook(records, hook, 'the receiver answered 410');
      await write(2, 'v2');
      await deliver(changed({ version: 'v2', change: 'updated' }));
      assert.equal((await entries(hook)).at(-1)?.value.version, 'v2');
      assert.deepEqual(sent, []);
    });

  it('is refused when the message is none', () => assert.rejects(deliver({ collection: 'scenes' }), InvalidInputError));
});
