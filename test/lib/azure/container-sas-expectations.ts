import assert from 'node:assert/strict';
import { it } from 'node:test';
import { blobStore } from '../../../lib/azure/blob-store.ts';
import type { SasSigner } from '../../../lib/azure/sas-signer.ts';
import type { StorageAccount } from '../../../lib/azure/storage-account.ts';

/** Two containers with a blob `a.txt` each: `scenes` to sign, `other` to be kept out of. */
export async function fillForSas(account: StorageAccount): Promise<void> {
  const blobs = blobStore(account);
  for (const container of ['scenes', 'other']) {
    await blobs.ensureContainer(container);
    await blobs.write(container, 'a.txt', 'hello', 'text/plain');
  }
}

/** The URL of a blob, from a signed container URL. */
export function inside(containerUrl: string, path: string): string {
  const url = new URL(containerUrl);
  url.pathname += `/${path}`;
  return url.href;
}

const put = { method: 'PUT', body: 'new', headers: { 'x-ms-blob-type': 'BlockBlob' } };

/** What SAS must do, whatever they were signed with. */
export function containerSasExpectations(make: () => SasSigner): void {
  it('read tokens read and list', async () => {
    const url = await make().signContainer('scenes', 'rl', 5);
    assert.equal((await fetch(inside(url, 'a.txt'))).status, 200);
    assert.equal((await fetch(`${url}&restype=container&comp=list`)).status, 200);
  });
  it('read tokens don’t write, delete or reach another container', async () => {
    const url = await make().signContainer('scenes', 'rl', 5);
    assert.equal((await fetch(inside(url, 'a.txt'), put)).status, 403);
    assert.equal((await fetch(inside(url, 'a.txt'), { method: 'DELETE' })).status, 403);
    assert.equal((await fetch(inside(url.replace('/scenes?', '/other?'), 'a.txt'))).status, 403);
  });
  it('write tokens write and delete', async () => {
    const url = await make().signContainer('scenes', 'racwdl', 5);
    assert.equal((await fetch(inside(url, 'b.txt'), put)).status, 201);
    assert.equal((await fetch(inside(url, 'b.txt'), { method: 'DELETE' })).status, 202);
  });
}
