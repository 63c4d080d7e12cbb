import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { blobStore } from '../../../lib/azure/blob-store.ts';
import { queueSender } from '../../../lib/azure/queue-sender.ts';
import { storageAccount } from '../../../lib/azure/storage-account.ts';
import { parseConfig } from '../../../lib/config.ts';
import { openSqliteCatalog } from '../../../lib/catalog/sqlite-catalog.ts';
import { openSqliteRecords } from '../../../lib/catalog/sqlite-records.ts';
import { http } from '../../../lib/http/handler.ts';
import { ingestBlobEvent } from '../../../functions/ingest/ingest-blob-event.ts';
import { listFailuresHandler } from '../../../functions/jobs/list-failures.ts';
import { replayFailure } from '../../../functions/jobs/replay-failure.ts';
import { aCog } from '../../helpers/a-cog.ts';
import { startTestAzurite, testAccount, type TestAzurite } from '../../helpers/azurite.ts';
import { call } from '../../helpers/call.ts';
import { contextOf } from '../ingest/ingest-harness.ts';

interface Listed {
  readonly failures: {
    readonly id: string;
    readonly reason: string;
    readonly message: unknown;
    readonly attempts: number;
  }[];
  readonly links: { readonly rel: string; readonly href: string }[];
}

describe('failures, over real storage', () => {
  let azurite: TestAzurite;
  const catalog = openSqliteCatalog(':memory:');
  const records = openSqliteRecords(':memory:');
  before(async () => {
    azurite = await startTestAzurite();
  });
  after(async () => {
    await azurite.stop();
    await Promise.all([catalog.close(), records.close()]);
  });

  const parts = () => {
    const storage = storageAccount(azurite.connectionString);
    const deps = {
      config: parseConfig({}),
      catalog,
      records,
      storage,
      hostStorage: storage,
      blobs: blobStore(storage),
      queues: queueSender(storage),
    };
    const list = http(listFailuresHandler(deps));
    const replay = http(replayFailure(deps));
    return {
      ...deps,
      ingest: ingestBlobEvent(deps),
      list: async (query = '') => (await call(list, `http://127.0.0.1/api/jobs/v1/failures${query}`)).json() as Listed,
      answer: (query: string) => call(list, `http://127.0.0.1/api/jobs/v1/failures${query}`),
      replay: (id: string) =>
        call(replay, `http://127.0.0.1/api/jobs/v1/failures/${id}/replay`, { method: 'POST', params: { id } }),
      texts: async (queue: string) => {
        const { peekedMessageItems } = await storage.queues
          .getQueueClient(queue)
          .peekMessages({ numberOfMessages: 32 });
        return peekedMessageItems.map(
          ({ messageText }) => JSON.parse(Buffer.from(messageText, 'base64').toString()) as unknown,
        );
      },
    };
  };
  const eventOf = (path: string) => ({
    topic: `/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/${testAccount}`,
    subject: `/blobServices/default/containers/raw/blobs/${path}`,
    eventType: 'Microsoft.Storage.BlobCreated',
    eventTime: '2026-01-01T00:00:00Z',
    id: `event ${path}`,
    data: { api: 'PutBlob', url: `${azurite.blobEndpoint}/raw/${path}`, sequencer: '01' },
  });

  it('are listed newest first, replayed, and gone from the poison queue', async () => {
    const app = parts();
    await app.blobs.ensureContainer('raw');
    await catalog.putCollection({
      type: 'Collection',
      stac_version: '1.0.0',
      id: 'c',
      description: 'test',
      license: 'various',
      extent: { spatial: { bbox: [[-180, -90, 180, 90]] }, temporal: { interval: [[null, null]] } },
      links: [],
      'revisit:ingest': [{ kind: 'cog', container: 'raw', pattern: '{scene}/{asset}.tif' }],
    });
    const names = ['s1/B1.tif', 's2/B1.tif', 's3/B1.tif'];
    for (const name of names) {
      await app.blobs.write('raw', name, 'not a TIFF', 'image/tiff');
      await app.ingest(eventOf(name), contextOf(1));
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    const { failures } = await app.list();
    assert.deepEqual(
      failures.map(({ message }) => message),
      names.toReversed().map((name) => eventOf(name)),
    );
    assert.equal((await app.texts('blob-events-poison')).length, 3);

    const first = await app.list('?limit=2');
    assert.equal(first.failures.length, 2);
    const next = first.links.find(({ rel }) => rel === 'next');
    assert.ok(next);
    const second = await app.list(new URL(next.href).search);
    assert.deepEqual(
      second.failures.map(({ message }) => message),
      [eventOf('s1/B1.tif')],
    );

    const [last] = failures;
    assert.ok(last);
    await app.blobs.write('raw', 's3/B1.tif', await aCog(), 'image/tiff');
    assert.equal((await app.replay(last.id)).status, 202);
    assert.deepEqual(await app.texts('blob-events'), [eventOf('s3/B1.tif')]);
    assert.deepEqual(await app.texts('blob-events-poison'), [eventOf('s1/B1.tif'), eventOf('s2/B1.tif')]);
    assert.equal((await app.list()).failures.length, 2);
    assert.equal((await app.replay(last.id)).status, 404);
    await app.ingest((await app.texts('blob-events'))[0], contextOf(1));
    const item = (await catalog.getItem('c', 's3'))?.item();
    assert.equal(item?.assets['B1']?.href, `${azurite.blobEndpoint}/raw/s3/B1.tif`);
  });

  it('stay listed and poisoned when their replay fails before it is answered', async () => {
    const app = parts();
    const [failure] = (await app.list()).failures;
    assert.ok(failure);
    const poisoned = await app.texts('blob-events-poison');
    const send = async (_queue: string, message: unknown) => void (await app.ingest(message, contextOf(1)));
    const replay = http(replayFailure({ ...app, queues: { send } }));
    await call(replay, `http://127.0.0.1/api/jobs/v1/failures/${failure.id}/replay`, {
      method: 'POST',
      params: { id: failure.id },
    });
    const [again] = (await app.list()).failures;
    assert.deepEqual([again?.id, again?.attempts], [failure.id, failure.attempts + 1]);
    assert.equal((await app.texts('blob-events-poison')).length, poisoned.length);
  });

  for (const [query, field] of [
    ['?limit=0', 'limit'],
    ['?limit=x', 'limit'],
    ['?resolved=perhaps', 'resolved'],
    ['?before=', 'before'],
  ] as const) {
    it(`refuses ${query}`, async () => {
      const answer = await parts().answer(query);
      assert.equal(answer.status, 400);
      assert.equal((answer.json() as { errors: { field: string }[] }).errors[0]?.field, field);
    });
  }
});
