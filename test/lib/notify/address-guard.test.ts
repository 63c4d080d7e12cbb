import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { InvalidInputError } from '../../../lib/errors.ts';
import { checkWebhookUrl, isPublicAddress } from '../../../lib/notify/address-guard.ts';

describe('isPublicAddress', () => {
  // From the IANA special-purpose address registries.
  const inside = [
    '127.0.0.1',
    '127.8.9.1',
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '168.63.129.16',
    '::1',
    '::',
    'fe80::1',
    'fc00::1',
    'fd12::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:db8::1',
    '2001::1',
    'not an address',
  ];
  for (const address of inside) it(`refuses ${address}`, () => assert.equal(isPublicAddress(address), false));
  for (const address of ['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a01:4f8::1']) {
    it(`lets ${address} through`, () => assert.equal(isPublicAddress(address), true));
  }
});

describe('checkWebhookUrl', () => {
  const refused = [
    'http://example.org/hook',
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://localhost/',
    'https://foo.localhost/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://user:secret@example.org/',
    'https://[::ffff:7f00:1]/',
    'https://169.254.169.254/metadata',
  ];
  for (const url of refused) {
    it(`refuses ${url} and names the field`, async () => {
      await assert.rejects(
        checkWebhookUrl(url, false),
        (error) => error instanceof InvalidInputError && error.issues[0]?.field === 'webhook.url',
      );
    });
  }
  it('lets loopback through where private addresses are allowed', () =>
    checkWebhookUrl('http://127.0.0.1:9/hook', true));
});
