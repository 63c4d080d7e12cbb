import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Azurite } from '../../../local/azurite/start-azurite.ts';
import { startAzurite } from '../../../local/azurite/start-azurite.ts';
import { container, queue, signedUrl, temporaryStorage, type TemporaryStorage } from './storage.ts';

describe('startAzurite', () => {
  let storage: TemporaryStorage;
  let azurite: Azurite;
  before(async () => {
    storage = await temporaryStorage();
    azurite = await storage.start();
  });
  after(async () => {
    await azurite.stop();
    await storage.remove();
  });

  it('serves blobs and queues to the Azure SDKs and to plain HTTP with a SAS', async () => {
    const data = container(azurite, 'plain');
    await data.create();
    await data.getBlockBlobClient('folder/ä b.txt').upload('hello', 5);
    const response = await fetch((await signedUrl(data, 'r')).replace('/plain?', '/plain/folder/%C3%A4%20b.txt?'));
    assert.equal(await response.text(), 'hello');
    const messages = queue(azurite, 'plain-queue');
    await messages.create();
    await messages.sendMessage('one');
    assert.equal((await messages.receiveMessages()).receivedMessageItems[0]?.messageText, 'one');
  });

  it('keeps all that it acknowledged when it is killed, and is started again', async () => {
    const data = container(azurite, 'killed');
    const messages = queue(azurite, 'killed-queue');
    await Promise.all([data.create(), messages.create()]);
    await data.getBlockBlobClient('deleted').upload('x', 1);
    await data.getBlockBlobClient('blocks').stageBlock(blockId(1), 'staged ', 7);
    await Promise.all(
      Array.from({ length: 40 }, async (_, n) => {
        await data.getBlockBlobClient(`blob-${n}`).upload(`content ${n}`, `content ${n}`.length, {
          blobHTTPHeaders: { blobContentType: 'text/plain' },
          metadata: { n: String(n) },
        });
        await messages.sendMessage(`message ${n}`);
      }),
    );
    const taken = (await messages.receiveMessages({ numberOfMessages: 1 })).receivedMessageItems[0];
    await messages.deleteMessage(taken?.messageId ?? '', taken?.popReceipt ?? '');
    await data.getBlobClient('deleted').delete();
    process.kill(azurite.pid ?? 0, 'SIGKILL');

    await eventually(() => data.exists());
    const names: string[] = [];
    for await (const blob of data.listBlobsFlat()) names.push(blob.name);
    assert.deepEqual(names.sort(), Array.from({ length: 40 }, (_, n) => `blob-${n}`).sort());
    const blob = data.getBlobClient('blob-7');
    assert.equal((await blob.downloadToBuffer()).toString(), 'content 7');
    const { contentType, metadata } = await blob.getProperties();
    assert.deepEqual([contentType, metadata], ['text/plain', { n: '7' }]);
    assert.equal((await messages.getProperties()).approximateMessagesCount, 39);
    await data.getBlockBlobClient('blocks').stageBlock(blockId(2), 'and committed', 13);
    await data.getBlockBlobClient('blocks').commitBlockList([blockId(1), blockId(2)]);
    assert.equal((await data.getBlobClient('blocks').downloadToBuffer()).toString(), 'staged and committed');
    await data.getBlockBlobClient('blob-7').upload('new', 3);
    assert.equal((await blob.downloadToBuffer()).toString(), 'new');
  });

  it('goes on where it was after a stop', async () => {
    const data = container(azurite, 'stopped');
    await data.create();
    await data.getBlockBlobClient('a').upload('kept', 4);
    await azurite.stop();
    azurite = await storage.start();
    assert.equal((await container(azurite, 'stopped').getBlobClient('a').downloadToBuffer()).toString(), 'kept');
  });

  it('ends with the process that started it, and a successor takes over home and ports', async (t) => {
    const other = await temporaryStorage();
    const { home, blobPort, queuePort } = other;
    const parent = fork(join(import.meta.dirname, 'write-and-wait.ts'), [home, String(blobPort), String(queuePort)]);
    await once(parent, 'message');
    parent.kill('SIGKILL');
    const successor = await startAzurite({ home, blobPort, queuePort, log: () => {} });
    t.after(async () => {
      await successor.stop();
      await other.remove();
    });
    assert.equal((await container(successor, 'dying').getBlobClient('last').downloadToBuffer()).toString(), 'words');
  });

  it('says which port is taken when it stays taken', async () => {
    const other = await temporaryStorage();
    const options = { home: other.home, blobPort: storage.blobPort, queuePort: other.queuePort, log: () => {} };
    await assert.rejects(
      startAzurite({ ...options, patience: 200 }),
      new RegExp(`127\\.0\\.0\\.1:${storage.blobPort}`),
    );
    await other.remove();
  });

  it('refuses a home that another stack uses', async () => {
    const other = await temporaryStorage();
    const { blobPort, queuePort } = other;
    const starting = startAzurite({ home: storage.home, blobPort, queuePort, log: () => {}, patience: 200 });
    await assert.rejects(starting, /in use by another running stack/);
    await other.remove();
  });
});

function blockId(n: number): string {
  return Buffer.from(`block-${n}`).toString('base64');
}

async function eventually(holds: () => Promise<boolean>): Promise<void> {
  const until = Date.now() + 10_000;
  while (!(await holds().catch(() => false))) {
    if (Date.now() > until) throw new Error('it did not happen within 10 s');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
