import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { queueSender } from '../../../lib/azure/queue-sender.ts';
import { storageAccount } from '../../../lib/azure/storage-account.ts';
import { itemChangedSchema, queues, type ItemChanged } from '../../../lib/events/queues.ts';
import type { Answer } from '../../helpers/call.ts';
import { startTestAzurite, type TestAzurite } from '../../helpers/azurite.ts';
import { stacApp, stacRoot, type StacApp } from '../../helpers/stac-app.ts';
import { testCollection, testItem, type Page } from '../../helpers/stac-documents.ts';

describe('transactions', () => {
  let azurite: TestAzurite;
  let app: StacApp;
  before(async () => {
    azurite = await startTestAzurite();
    app = stacApp(queueSender(storageAccount(azurite.connectionString)));
    await app.request('POST', '/collections', { body: testCollection('scenes') });
  });
  after(async () => {
    await app.close();
    await azurite.stop();
  });

  const at = '/collections/scenes/items';
  const withId = (id: string, day = 1) => testItem('scenes', id, day);
  const post = (path: string, body: unknown) => app.request('POST', path, { body });

  /** Takes what was announced since the last time. */
  async function announced(): Promise<readonly ItemChanged[]> {
    const client = storageAccount(azurite.connectionString).queues.getQueueClient(queues.itemChanged);
    const { receivedMessageItems } = await client.receiveMessages({ numberOfMessages: 32 });
    await Promise.all(
      receivedMessageItems.map((message) => client.deleteMessage(message.messageId, message.popReceipt)),
    );
    return receivedMessageItems.map((message) =>
      itemChangedSchema.parse(JSON.parse(Buffer.from(message.messageText, 'base64').toString())),
    );
  }

  function refused(answer: Answer, field: string) {
    assert.equal(answer.status, 400, answer.text);
    const { errors } = answer.json() as { errors: readonly { field: string }[] };
    assert.ok(
      errors.some((error) => error.field === field),
      answer.text,
    );
  }

  describe('of collections', () => {
    it('a new one is 201 with its place, and ingests from then on', async () => {
      const rules = [{ kind: 'cog', container: 'new-scenes', pattern: '{scene}/{asset}.tif' }];
      const answer = await post('/collections', { ...testCollection('new'), 'revisit:ingest': rules });
      assert.equal(answer.status, 201, answer.text);
      assert.equal(answer.headers['location'], `${stacRoot}/collections/new`);
      const stored = await app.catalog.getCollection('new');
      assert.deepEqual(stored?.collection['revisit:ingest'], rules);
      assert.equal(answer.headers['etag'], `"${stored?.version}"`);
    });
    it('one that is there is 409', async () => {
      assert.equal((await post('/collections', testCollection('scenes'))).status, 409);
    });
    it('what comes from GET can go back by PUT: answer-time links are not kept', async () => {
      const before = await app.catalog.getCollection('scenes');
      const body = (await app.request('GET', '/collections/scenes')).json() as Record<string, unknown>;
      const { 'msft:region': _region, ...sent } = body;
      const answer = await app.request('PUT', '/collections/scenes', { body: sent });
      assert.equal(answer.status, 200, answer.text);
      assert.equal((await app.catalog.getCollection('scenes'))?.version, before?.version);
    });
    it('PATCH merges, and null removes', async () => {
      await app.request('PATCH', '/collections/new', { body: { title: 'Newer', keywords: ['x'] } });
      const answer = await app.request('PATCH', '/collections/new', { body: { keywords: null } });
      const { title, keywords } = answer.json() as { title: string; keywords?: unknown };
      assert.deepEqual([title, keywords], ['Newer', undefined]);
    });
    it('a write over another version is 412', async () => {
      const headers = { 'if-match': '"other"' };
      const body = testCollection('new');
      assert.equal((await app.request('PUT', '/collections/new', { body, headers })).status, 412);
      assert.equal((await app.request('DELETE', '/collections/new', { headers })).status, 412);
    });
    it('an unknown one can be neither replaced nor deleted', async () => {
      assert.equal((await app.request('PUT', '/collections/none', { body: testCollection('none') })).status, 404);
      assert.equal((await app.request('DELETE', '/collections/none')).status, 404);
    });
    it('DELETE takes the items along', async () => {
      await post('/collections', testCollection('gone'));
      await app.catalog.putItem(testItem('gone', 'x'));
      assert.equal((await app.request('DELETE', '/collections/gone')).status, 204);
      assert.equal(await app.catalog.getItem('gone', 'x'), undefined);
    });
    it('refuses what STAC refuses, by field', async () => {
      const { description: _description, ...noDescription } = testCollection('x');
      refused(await post('/collections', noDescription), 'description');
      for (const id of ['a/b', '..', '', 'a\u0000b', 'a?b', ' a', '\ud800'])
        refused(await post('/collections', testCollection(id)), 'id');
      refused(await post('/collections', { ...testCollection('x'), stac_version: '0.9.0' }), 'stac_version');
      refused(await post('/collections', { ...testCollection('x'), license: 'two words' }), 'license');
      refused(
        await post('/collections', {
          ...testCollection('x'),
          extent: { spatial: { bbox: [[1, 2, 3]] }, temporal: { interval: [[null, null]] } },
        }),
        'extent.spatial.bbox[0]',
      );
      refused(
        await post('/collections', {
          ...testCollection('x'),
          extent: { spatial: { bbox: [null] }, temporal: { interval: [[null, null]] } },
        }),
        'extent.spatial.bbox[0]',
      );
      refused(
        await post('/collections', {
          ...testCollection('x'),
          extent: { spatial: { bbox: [[0, 0, 1, 1]] }, temporal: { interval: [['then', null]] } },
        }),
        'extent.temporal.interval[0][0]',
      );
      refused(await app.request('PUT', '/collections/scenes', { body: testCollection('other') }), 'id');
    });
    it('refuses to publish containers that hold keys or state', async () => {
      for (const container of ['azure-webjobs-secrets', 'azure-webjobs-hosts', 'revisit-jobs', 'revisit-leases']) {
        const rules = [{ kind: 'cog', container, pattern: '*.tif' }];
        refused(
          await post('/collections', { ...testCollection('x'), 'revisit:ingest': rules }),
          'revisit:ingest[0].container',
        );
        refused(await post('/collections', { ...testCollection('x'), 'msft:container': container }), 'msft:container');
      }
    });
  });

  describe('of items', () => {
    it('a new one is 201 with its place, and announced', async () => {
      const answer = await post(at, withId('one'));
      assert.equal(answer.status, 201, answer.text);
      assert.equal(answer.headers['location'], `${stacRoot}${at}/one`);
      const stored = await app.catalog.getItem('scenes', 'one');
      const messages = await announced();
      assert.deepEqual(
        messages.map(({ eventTime: _time, ...message }) => message),
        [{ collection: 'scenes', id: 'one', version: stored?.version, change: 'created' }],
      );
    });
    it('one that is there is 409, and announced again in case the first writer died before', async () => {
      assert.equal((await post(at, withId('one'))).status, 409);
      assert.equal((await announced()).length, 1);
    });
    it('a FeatureCollection is written whole or not at all', async () => {
      const features = (...ids: string[]) => ({ type: 'FeatureCollection', features: ids.map((id) => withId(id)) });
      assert.equal((await post(at, features('two', 'one'))).status, 409);
      refused(
        await post(at, { type: 'FeatureCollection', features: [withId('two'), { ...withId('three'), assets: 7 }] }),
        'features[1].assets',
      );
      refused(await post(at, features('two', 'two')), 'features[1].id');
      assert.equal(await app.catalog.getItem('scenes', 'two'), undefined);
      assert.equal((await post(at, features('two', 'three'))).status, 201);
      assert.deepEqual((await announced()).map(({ id }) => id).sort(), ['three', 'two']);
    });
    it('PUT replaces under If-Match, 412 otherwise', async () => {
      const { etag = '' } = (await app.request('GET', `${at}/one`)).headers;
      const answer = await app.request('PUT', `${at}/one`, { body: withId('one', 2), headers: { 'if-match': etag } });
      assert.equal(answer.status, 200, answer.text);
      assert.notEqual(answer.headers['etag'], etag);
      const late = await app.request('PUT', `${at}/one`, { body: withId('one', 3), headers: { 'if-match': etag } });
      assert.equal(late.status, 412);
      assert.deepEqual(
        (await announced()).map(({ change }) => change),
        ['updated'],
      );
    });
    it('If-Match is fulfilled by a strong tag, also in a list, or *; If-None-Match keeps what is there', async () => {
      const { etag = '' } = (await app.request('GET', `${at}/one`)).headers;
      const put = async (headers: Readonly<Record<string, string>>) =>
        (await app.request('PUT', `${at}/one`, { body: withId('one', 2), headers })).status;
      assert.equal(await put({ 'if-match': `"other", ${etag}` }), 200);
      assert.equal(await put({ 'if-match': '*' }), 200);
      assert.equal(await put({ 'if-match': `W/${etag}` }), 412);
      assert.equal(await put({ 'if-none-match': '*' }), 412);
      assert.equal(await put({ 'if-none-match': `"other", W/${etag}` }), 412);
      assert.equal(await put({ 'if-none-match': '"other"' }), 200);
      await announced();
    });
    it('PATCH to null keeps a geometry and a datetime that an item always has, and removes the rest', async () => {
      assert.equal((await post(at, withId('patched'))).status, 201);
      const properties = {
        datetime: null,
        start_datetime: '2024-01-01T00:00:00Z',
        end_datetime: '2024-02-01T00:00:00Z',
        'eo:cloud_cover': null,
      };
      const body = { geometry: null, bbox: null, properties };
      const answer = await app.request('PATCH', `${at}/patched`, { body });
      assert.equal(answer.status, 200, answer.text);
      const { 'eo:cloud_cover': _, ...kept } = properties;
      const item = answer.json() as Page['features'][number];
      assert.equal(item.geometry, null);
      assert.equal('bbox' in item, false);
      assert.deepEqual(item.properties, kept);
      assert.equal((await app.request('DELETE', `${at}/patched`)).status, 204);
      await announced();
    });
    it('PATCH merges into properties', async () => {
      const answer = await app.request('PATCH', `${at}/one`, { body: { properties: { 'eo:cloud_cover': 77 } } });
      const { properties } = answer.json() as Page['features'][number];
      assert.equal(properties['eo:cloud_cover'], 77);
      assert.equal(properties.datetime, '2024-01-02T10:00:00Z');
      refused(
        await app.request('PATCH', `${at}/one`, { body: { properties: { datetime: 'now' } } }),
        'properties.datetime',
      );
      await announced();
    });
    it('patches at the same time lose nothing', async () => {
      const patches = Array.from({ length: 4 }, (_, index) =>
        app.request('PATCH', `${at}/one`, { body: { properties: { [`p${index}`]: index } } }),
      );
      const statuses = (await Promise.all(patches)).map(({ status }) => status);
      assert.deepEqual(statuses, [200, 200, 200, 200]);
      const properties = (await app.catalog.getItem('scenes', 'one'))?.item().properties;
      assert.deepEqual(
        [0, 1, 2, 3].map((index) => properties?.[`p${index}`]),
        [0, 1, 2, 3],
      );
      await announced();
    });
    it('DELETE is 204, announced, and 404 from then on', async () => {
      assert.equal((await app.request('DELETE', `${at}/two`, { headers: { 'if-match': '"other"' } })).status, 412);
      assert.equal((await app.request('DELETE', `${at}/two`)).status, 204);
      assert.deepEqual(
        (await announced()).map(({ id, change }) => [id, change]),
        [['two', 'deleted']],
      );
      assert.equal((await app.request('DELETE', `${at}/two`)).status, 404);
      assert.equal((await app.request('PUT', `${at}/two`, { body: withId('two') })).status, 404);
    });
    it('an unknown collection is 404', async () => {
      assert.equal((await post('/collections/none/items', testItem('none', 'x'))).status, 404);
    });
    it('refuses what STAC refuses, by field', async () => {
      const item = withId('bad');
      refused(await post(at, { ...item, collection: 'other' }), 'collection');
      refused(await post(at, { ...item, id: 'a/b' }), 'id');
      refused(await post(at, { ...item, bbox: undefined }), 'bbox');
      refused(await post(at, { ...item, bbox: ['west', 0, 1, 1] }), 'bbox');
      refused(await post(at, { ...item, geometry: null }), 'bbox');
      refused(
        await post(at, {
          ...item,
          geometry: {
            type: 'Polygon',
            coordinates: [
              [
                [0, 0],
                [1, 1],
              ],
            ],
          },
        }),
        'geometry.coordinates[0]',
      );
      refused(await post(at, { ...item, properties: {} }), 'properties.datetime');
      refused(await post(at, { ...item, properties: { datetime: null } }), 'properties.start_datetime');
      refused(await post(at, { ...item, properties: { datetime: '2024-01-01' } }), 'properties.datetime');
      refused(await post(at, { ...item, assets: { B04: {} } }), 'assets.B04.href');
      refused(await post(at, { ...item, links: [{ rel: 'x' }] }), 'links[0].href');
      refused(await post(at, []), 'body');
      refused(await app.request('PUT', `${at}/one`, { body: item }), 'id');
      assert.equal(await app.catalog.getItem('scenes', 'bad'), undefined);
    });
    it('a member named __proto__ stays data', async () => {
      const patch = '{"properties":{"__proto__":{"polluted":true}}}';
      assert.equal((await app.request('PATCH', `${at}/one`, { body: patch })).status, 200);
      assert.equal(({} as { polluted?: boolean }).polluted, undefined);
      await announced();
    });
  });
});
