import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { BlobServiceClient } from '@azure/storage-blob';
import { sasSigner } from '../../../lib/azure/sas-signer.ts';
import { storageAccount, type StorageAccount } from '../../../lib/azure/storage-account.ts';
import { startTestAzurite, testAccount, type TestAzurite } from '../../helpers/azurite.ts';
import { containerSasExpectations, fillForSas } from './container-sas-expectations.ts';

const openssl = spawnSync('openssl', ['version']).status === 0;

/** Azurite gives delegation keys only over TLS, to anyone whose token has the right claims; it doesn't check who signed it. */
function accessToken(): string {
  const seconds = Math.floor(Date.now() / 1000);
  const times = { iat: seconds, nbf: seconds - 60, exp: seconds + 3600 };
  const claims = { ...times, aud: 'https://storage.azure.com', iss: 'https://sts.windows.net/t/', oid: 'o', tid: 't' };
  return [{ alg: 'HS256', typ: 'JWT' }, claims, 'unsigned']
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
}

function makeCertificate(folder: string): { readonly key: string; readonly cert: string } {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1'];
  execFileSync('openssl', [...request, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  return { key, cert };
}

describe('SAS by user delegation key', { skip: openssl ? false : 'openssl is not installed' }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'revisit-tls-'));
  let azurite: TestAzurite;
  let account: StorageAccount;
  let keysAsked = 0;
  before(async () => {
    // For this process only: the certificate is one of ours.
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    const { key, cert } = makeCertificate(folder);
    azurite = await startTestAzurite(['--oauth', 'basic', '--cert', cert, '--key', key]);
    const byKey = storageAccount(azurite.connectionString);
    await fillForSas(byKey);
    const credential = { getToken: async () => ({ token: accessToken(), expiresOnTimestamp: Date.now() + 3_600_000 }) };
    const blobs = new BlobServiceClient(azurite.blobEndpoint, credential);
    const ask = blobs.getUserDelegationKey.bind(blobs);
    blobs.getUserDelegationKey = ((startsOn: Date, expiresOn: Date) => {
      keysAsked++;
      return ask(startsOn, expiresOn);
    }) as typeof ask;
    account = { name: testAccount, blobEndpoint: azurite.blobEndpoint, blobs, queues: byKey.queues };
  });
  after(async () => {
    await azurite.stop();
    rmSync(folder, { recursive: true });
  });

  containerSasExpectations(() => sasSigner(account));

  it('carries who delegated, and only HTTPS', async () => {
    const { token } = await sasSigner(account).containerToken('scenes', 'rl', 5);
    const parameters = new URLSearchParams(token);
    assert.ok(['skoid', 'sktid', 'skt', 'ske', 'sks', 'skv'].every((name) => parameters.has(name)));
    assert.equal(parameters.get('spr'), 'https');
  });
  it('asks for one key for many tokens, and for another before it runs out', async () => {
    const clock = { now: Date.now() };
    const signer = sasSigner(account, () => clock.now);
    keysAsked = 0;
    await Promise.all([1, 2, 3].map((minutes) => signer.containerToken('scenes', 'rl', minutes)));
    assert.equal(keysAsked, 1);
    clock.now += 6.5 * 24 * 3_600_000;
    await signer.containerToken('scenes', 'rl', 60);
    assert.equal(keysAsked, 1);
    await signer.containerToken('scenes', 'rl', 24 * 60).catch(() => undefined);
    assert.equal(keysAsked, 2);
  });
});
