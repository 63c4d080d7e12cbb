import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sasSigner } from '../../../lib/azure/sas-signer.ts';
import { storageAccount, type StorageAccount } from '../../../lib/azure/storage-account.ts';
import { startTestAzurite, type TestAzurite } from '../../helpers/azurite.ts';
import { containerSasExpectations, fillForSas, inside } from './container-sas-expectations.ts';

describe('SAS by shared key', () => {
  let azurite: TestAzurite;
  let account: StorageAccount;
  before(async () => {
    azurite = await startTestAzurite();
    account = storageAccount(azurite.connectionString);
    await fillForSas(account);
  });
  after(() => azurite.stop());

  containerSasExpectations(() => sasSigner(account));
  it('nothing is readable without a token', async () => {
    assert.ok([403, 404, 409].includes((await fetch(`${azurite.blobEndpoint}/scenes/a.txt`)).status));
  });
  it('an expired token is refused', async () => {
    const anHourAgo = sasSigner(account, () => Date.now() - 3_600_000);
    assert.equal((await fetch(inside(await anHourAgo.signContainer('scenes', 'rl', 30), 'a.txt'))).status, 403);
  });
  it('a token has no question mark, is for a container, and ends on a whole second', async () => {
    const { token, expires } = await sasSigner(account).containerToken('scenes', 'lr', 5);
    const parameters = new URLSearchParams(token);
    assert.ok(!token.startsWith('?'));
    assert.equal(parameters.get('sp'), 'rl');
    assert.equal(parameters.get('sr'), 'c');
    assert.equal(Date.parse(parameters.get('se') ?? ''), expires.getTime());
    assert.equal(expires.getMilliseconds(), 0);
  });
});
