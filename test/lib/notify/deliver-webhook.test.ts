import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, describe, it } from 'node:test';
import { openSqliteCatalog } from '../../../lib/catalog/sqlite-catalog.ts';
import { openSqliteRecords } from '../../../lib/catalog/sqlite-records.ts';
import type { WebhookDelivery } from '../../../lib/events/queues.ts';
import { deliverWebhook } from '../../../lib/notify/deliver-webhook.ts';
import { appendEntry, feedEntry } from '../../../lib/notify/feed-entry.ts';
import { getSubscription, newSubscription, saveSubscription } from '../../../lib/notify/subscription.ts';
import { aCollection } from '../../helpers/stack-api.ts';
import { anItem } from '../search/an-item.ts';

describe('Webhook deliveries', () => {
  const catalog = openSqliteCatalog(':memory:');
  const records = openSqliteRecords(':memory:');
  const received: { readonly headers: IncomingHttpHeaders; readonly body: string }[] = [];
  const retries: { readonly message: WebhookDelivery; readonly delay: number }[] = [];
  let answer: (response: ServerResponse) => void = (response) => void response.end();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      answer(response);
    });
  });
  before(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  after(async () => {
    server.closeAllConnections();
    server.close();
    await catalog.close();
    await records.close();
  });
  beforeEach(() => {
    received.length = 0;
    retries.length = 0;
  });

  const now = new Date('2026-06-01T00:00:00Z');
  const deps = {
    catalog,
    records,
    allowPrivate: true,
    retry: async (message: WebhookDelivery, delay: number) => void retries.push({ message, delay }),
  };
  async function aDelivery(
    properties: Record<string, unknown> = {},
  ): Promise<WebhookDelivery & { readonly secret: string }> {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
    const subscription = newSubscription({ search: {}, webhook: { url } }, { origin: 'https://example.org', now });
    await saveSubscription(records, subscription);
    const item = anItem({ properties });
    const changed = {
      collection: item.collection,
      id: item.id,
      version: '1',
      change: 'created',
      eventTime: '',
    } as const;
    const { seq } = await appendEntry(records, subscription.id, feedEntry(item, changed));
    return { subscription: subscription.id, seq, attempt: 0, secret: subscription.webhook?.secret ?? '' };
  }
  const reply = (status: number, headers: Record<string, string> = {}) => {
    answer = (response) => void response.writeHead(status, headers).end();
  };

  it('are signed as Standard Webhooks, and made once', async () => {
    reply(204);
    const { secret, ...message } = await aDelivery();
    assert.equal((await deliverWebhook(deps, message, now))?.state, 'delivered');
    assert.equal(await deliverWebhook(deps, message, now), undefined, 'a second message');
    const [{ headers, body } = { headers: {}, body: '' }] = received;
    const signed = `${String(headers['webhook-id'])}.${now.getTime() / 1000}.${body}`;
    const key = Buffer.from(secret.slice(6), 'base64');
    assert.equal(headers['webhook-signature'], `v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
    assert.equal(received.length, 1);
  });
  for (const status of [301, 302, 400, 404, 500])
    it(`count ${status} as a failure that is tried again after 5 s, and follow no redirect`, async () => {
      reply(status, { location: '/elsewhere' });
      const { secret: _, ...message } = await aDelivery();
      assert.equal((await deliverWebhook(deps, message, now))?.state, 'retrying');
      assert.deepEqual(retries, [{ message: { ...message, attempt: 1 }, delay: 5 }]);
      assert.equal(received.length, 1);
    });
  for (const [status, header] of [
    [429, '120'],
    [503, new Date(Date.now() + 120_000).toUTCString()],
  ] as const)
    it(`wait as long as ${status} asks`, async () => {
      reply(status, { 'retry-after': header });
      const { secret: _, ...message } = await aDelivery();
      await deliverWebhook(deps, message, now);
      assert.ok(Math.abs((retries[0]?.delay ?? 0) - 120) <= 2, String(retries[0]?.delay));
    });
  it('stop for good at 410, and after the tenth attempt', async () => {
    reply(410);
    const gone = await aDelivery();
    assert.equal((await deliverWebhook(deps, gone, now))?.state, 'failed');
    assert.match((await getSubscription(records, gone.subscription))?.webhook?.disabled ?? '', /410/);
    reply(500);
    assert.equal((await deliverWebhook(deps, { ...(await aDelivery()), attempt: 9 }, now))?.state, 'failed');
    assert.deepEqual(retries, []);
  });
  it('happen again when the process died before the outcome was written', async () => {
    reply(500);
    const { secret: _, ...message } = await aDelivery();
    const dying = { ...deps, records: { ...records, put: () => Promise.reject(new Error('died')) } };
    await assert.rejects(deliverWebhook(dying, message, now), /died/);
    reply(200);
    assert.equal((await deliverWebhook(deps, message, now))?.state, 'delivered');
    assert.deepEqual(
      received.map(({ headers }) => headers['webhook-id']),
      [received[0]?.headers['webhook-id'], received[0]?.headers['webhook-id']],
    );
  });
  it('end with an error when the connection is cut, or changes protocol', async () => {
    for (const cut of [
      (response: ServerResponse) => void response.socket?.destroy(),
      (response: ServerResponse) =>
        void response.socket?.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'),
    ]) {
      answer = cut;
      const record = await deliverWebhook(deps, await aDelivery(), now);
      assert.equal(record?.state, 'retrying');
      assert.ok(record.error);
    }
  });
  it('go nowhere private unless that is allowed', async () => {
    const record = await deliverWebhook({ ...deps, allowPrivate: false }, await aDelivery(), now);
    assert.match(record?.error ?? '', /private/);
    assert.equal(received.length, 0);
  });
  it('stay under 20 kB', async () => {
    reply(200);
    const item = anItem({ properties: { title: 'x'.repeat(30_000) } });
    await catalog.putCollection(aCollection(item.collection, { pattern: '*.tif' }));
    await catalog.putItem(item);
    await deliverWebhook(deps, await aDelivery(), now);
    const body = received[0]?.body ?? '';
    assert.ok(Buffer.byteLength(body) < 20_000, `${body.length}`);
    assert.equal((JSON.parse(body) as { data: { id: string } }).data.id, item.id);
  });
});
