import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { blobStore } from '../../lib/azure/blob-store.ts';
import { storageAccount } from '../../lib/azure/storage-account.ts';
import { startTestAzurite } from './azurite.ts';

describe('the Azurite of tests', () => {
  it('keeps a blob and says where it is', async () => {
    const azurite = await startTestAzurite();
    try {
      const blobs = blobStore(storageAccount(azurite.connectionString));
      await blobs.ensureContainer('scenes');
      await blobs.write('scenes', 'a/b.txt', 'hello', 'text/plain');
      assert.equal(blobs.url('scenes', 'a/b.txt'), `${azurite.blobEndpoint}/scenes/a/b.txt`);
      assert.equal(
        (await blobs.head({ account: blobs.account, container: 'scenes', path: 'a/b.txt' }))?.contentLength,
        5,
      );
    } finally {
      await azurite.stop();
    }
  });
});
