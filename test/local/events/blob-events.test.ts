import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Azurite } from '../../../local/azurite/start-azurite.ts';
import { startBlobEvents, type BlobEvents } from '../../../local/events/blob-events.ts';
import {
  container,
  queue,
  signedUrl,
  takeMessages,
  temporaryStorage,
  type TemporaryStorage,
} from '../azurite/storage.ts';

interface Event {
  readonly id: string;
  readonly subject: string;
  readonly eventType: string;
  readonly data: {
    readonly api: string;
    readonly sequencer: string;
    readonly eTag: string;
    readonly url: string;
    readonly contentLength: number;
  };
}

describe('startBlobEvents', () => {
  let storage: TemporaryStorage;
  let azurite: Azurite;
  let events: BlobEvents;
  const start = async () => {
    azurite = await storage.start();
    events = await startBlobEvents({
      azurite,
      log: (line) => storage.lines.push(line),
      watch: (name) => name !== 'private',
      schema: (name) => (name === 'cloud' ? 'cloudevents' : 'eventgrid'),
    });
  };
  const take = async (count: number): Promise<Event[]> => {
    await events.settled();
    const taken = await takeMessages(queue(azurite, 'blob-events'), (messages) => messages.length >= count);
    return taken as unknown as Event[];
  };
  const apis = (taken: readonly Event[]) => taken.map(({ data }) => data.api);
  before(async () => {
    storage = await temporaryStorage();
    await start();
    for (const name of ['data', 'private', 'cloud']) await container(azurite, name).create();
  });
  after(async () => {
    await events.stop();
    await azurite.stop();
    await storage.remove();
  });

  it('announces a blob in the Event Grid schema', async () => {
    const blob = container(azurite, 'data').getBlockBlobClient('a folder/B04.tif');
    const written = await blob.upload('12345', 5, { blobHTTPHeaders: { blobContentType: 'image/tiff' } });
    const [event] = await take(1);
    assert.ok(event);
    const { data, id, ...envelope } = event as unknown as Record<string, unknown> & { data: Record<string, unknown> };
    const { sequencer, storageDiagnostics, ...plain } = data;
    assert.deepEqual(
      { ...envelope, eventTime: '' },
      {
        topic:
          '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/local/providers/Microsoft.Storage/storageAccounts/devstoreaccount1',
        subject: '/blobServices/default/containers/data/blobs/a folder/B04.tif',
        eventType: 'Microsoft.Storage.BlobCreated',
        dataVersion: '',
        metadataVersion: '1',
        eventTime: '',
      },
    );
    assert.deepEqual(plain, {
      api: 'PutBlob',
      clientRequestId: written.clientRequestId,
      requestId: written.requestId,
      eTag: written.etag?.replaceAll('"', ''),
      contentType: 'image/tiff',
      contentLength: 5,
      blobType: 'BlockBlob',
      accessTier: 'Hot',
      url: `${azurite.blobEndpoint}/data/a%20folder/B04.tif`,
    });
    assert.match(String(envelope['eventTime']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/);
    assert.match(String(sequencer), /^[0-9A-F]{32}$/);
    assert.match(String(id), /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    assert.ok(storageDiagnostics);
  });

  it('announces a container in CloudEvents 1.0 when asked', async () => {
    await container(azurite, 'cloud').getBlockBlobClient('c').upload('c', 1);
    const [event] = (await take(1)) as unknown as Record<string, unknown>[];
    assert.equal(event?.['specversion'], '1.0');
    assert.equal(event['type'], 'Microsoft.Storage.BlobCreated');
    assert.equal(event['subject'], '/blobServices/default/containers/cloud/blobs/c');
  });

  it('tells overwriting, block lists, copies and deletions apart, with a sequencer that grows', async () => {
    const data = container(azurite, 'data');
    const blob = data.getBlockBlobClient('many');
    const block = Buffer.from('block').toString('base64');
    await blob.upload('1', 1);
    await blob.upload('22', 2);
    await blob.stageBlock(block, '333', 3);
    await blob.commitBlockList([block]);
    await (await data.getBlobClient('copy').beginCopyFromURL(blob.url)).pollUntilDone();
    await data.getBlobClient('copy').syncCopyFromURL(`${blob.url}?${(await signedUrl(data)).split('?')[1]}`);
    await blob.delete();
    const taken = await take(6);
    const ofBlob = taken.filter(({ subject }) => subject.endsWith('/many'));
    assert.deepEqual(apis(ofBlob), ['PutBlob', 'PutBlob', 'PutBlockList', 'DeleteBlob']);
    assert.deepEqual(
      ofBlob.map(({ data }) => data.contentLength),
      [1, 2, 3, 3],
    );
    const sequencers = ofBlob.map(({ data }) => data.sequencer);
    assert.deepEqual(sequencers.toSorted(), sequencers);
    assert.equal(new Set(sequencers).size, 4);
    assert.deepEqual(apis(taken.filter(({ subject }) => subject.endsWith('/copy'))), ['CopyBlob', 'CopyBlob']);
  });

  it('sees plain HTTP with a SAS, and each blob of a batch request', async () => {
    const data = container(azurite, 'data');
    const url = (await signedUrl(data)).replace('/data?', '/data/by-curl?');
    const response = await fetch(url, { method: 'PUT', body: 'curl', headers: { 'x-ms-blob-type': 'BlockBlob' } });
    assert.equal(response.status, 201);
    await data.getBlockBlobClient('other').upload('o', 1);
    await take(2);
    await data.getBlobBatchClient().deleteBlobs([data.getBlobClient('by-curl'), data.getBlobClient('other')]);
    const deleted = (await take(2)).map(({ data, subject }) => `${data.api} ${subject.split('/').at(-1)}`);
    assert.deepEqual(deleted.sort(), ['DeleteBlob by-curl', 'DeleteBlob other']);
  });

  it('is silent about what Event Grid is silent about', async () => {
    const data = container(azurite, 'data');
    const blob = data.getBlockBlobClient('quiet');
    await container(azurite, 'private').getBlockBlobClient('p').upload('p', 1);
    await assert.rejects(data.getBlobClient('absent').delete());
    await blob.upload('q', 1);
    await blob.setMetadata({ a: 'b' });
    await blob.setHTTPHeaders({ blobContentType: 'text/plain' });
    await blob.setAccessTier('Cool');
    const { snapshot } = await blob.createSnapshot();
    await blob.withSnapshot(snapshot ?? '').delete();
    await blob.stageBlock(Buffer.from('never').toString('base64'), 'x', 1);
    await data.getBlockBlobClient('last').upload('l', 1);
    assert.deepEqual(
      (await take(2)).map(({ subject }) => subject.split('/').at(-1)),
      ['quiet', 'last'],
    );
  });

  it('announces at the next start what was written while it was down', async () => {
    await events.stop();
    const data = container(azurite, 'data');
    await data.getBlockBlobClient('meanwhile').upload('m', 1);
    await data.getBlobClient('quiet').delete({ deleteSnapshots: 'include' });
    await azurite.stop();
    await start();
    const taken = await take(2);
    assert.deepEqual(apis(taken).sort(), ['DeleteBlob', 'PutBlob']);
    await container(azurite, 'data').getBlockBlobClient('meanwhile').upload('again', 5);
    const [later] = await take(1);
    const earlier = taken.find(({ data }) => data.api === 'PutBlob');
    assert.ok((later?.data.sequencer ?? '') > (earlier?.data.sequencer ?? ''));
  });

  it('goes on when the storage process alone is killed', async () => {
    process.kill(azurite.pid ?? 0, 'SIGKILL');
    const data = container(azurite, 'data');
    for (;;)
      try {
        await data.getBlockBlobClient('after-kill').upload('a', 1);
        break;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
    const taken = await take(1);
    assert.ok(taken.every(({ subject }) => subject.endsWith('/after-kill')));
  });

  for (const [name, ...args] of [['with the announcer running', 'events'], ['without an announcer']])
    it(`announces a blob that was acknowledged right before everything was killed, ${name}`, async (t) => {
      const other = await temporaryStorage();
      const { home, blobPort, queuePort } = other;
      const program = join(import.meta.dirname, '..', 'azurite', 'write-and-wait.ts');
      const parent = fork(program, [home, String(blobPort), String(queuePort), ...args]);
      await once(parent, 'message');
      parent.kill('SIGKILL');
      const successor = await other.start();
      const again = await startBlobEvents({ azurite: successor, log: () => {} });
      t.after(async () => {
        await again.stop();
        await successor.stop();
        await other.remove();
      });
      await again.settled();
      const taken = await takeMessages(queue(successor, 'blob-events'), (messages) => messages.length >= 1);
      assert.equal((await container(successor, 'dying').getBlobClient('last').downloadToBuffer()).toString(), 'words');
      assert.equal(new Set(taken.map((event) => event['id'])).size, 1);
    });
});
