import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { InvalidInputError } from '../../../lib/errors.ts';
import { parseDuration, parseSignRequest } from '../../../lib/sas/parse-sign-request.ts';

const at = 'https://host/api/sas/v1/sign';
const blob = 'https://naipeuwest.blob.core.windows.net/naip/01.tif';

describe('the href of a sign request', () => {
  it('is an encoded parameter', () => {
    assert.equal(parseSignRequest(`${at}?href=${encodeURIComponent(blob)}`).href, blob);
  });
  it('is raw, as GDAL appends it', () => {
    assert.equal(parseSignRequest(`${at}?href=${blob}`).href, blob);
  });
  it('keeps the percent-encoding, plus signs and ampersands of a raw URL', () => {
    const odd = 'https://a.blob.core.windows.net/c/R%26D%20+1&2=3.tif';
    assert.equal(parseSignRequest(`${at}?href=${odd}`).href, odd);
  });
  it('keeps the query of a raw URL', () => {
    const signed = `${blob}?se=2030-01-01T00%3A00%3A00Z&sp=rl&sig=a%2Bb`;
    assert.equal(parseSignRequest(`${at}?href=${signed}`).href, signed);
  });
  it('ends before our own parameters', () => {
    assert.deepEqual(parseSignRequest(`${at}?href=${blob}&duration=30`), { href: blob, duration: '30' });
    assert.deepEqual(parseSignRequest(`${at}?duration=30&href=${blob}`), { href: blob, duration: '30' });
    assert.deepEqual(parseSignRequest(`${at}?href=${encodeURIComponent(blob)}&duration=5`), {
      href: blob,
      duration: '5',
    });
  });
  it('is needed', () => {
    for (const query of ['', '?href=', '?duration=3'])
      assert.throws(
        () => parseSignRequest(`${at}${query}`),
        (error) => error instanceof InvalidInputError && error.issues[0]?.field === 'href',
      );
  });
});

describe('the duration', () => {
  const config = { SAS_MINUTES: 60 };
  it('defaults to the configured lifetime', () => assert.equal(parseDuration(null, config), 60));
  it('is whole minutes up to a day', () => {
    assert.equal(parseDuration('2', config), 2);
    assert.equal(parseDuration('1440', config), 1440);
    assert.equal(parseDuration('10080', { SAS_MINUTES: 10_080 }), 10_080);
  });
  it('is never so short that clients renew at once, nor a trick', () => {
    for (const text of ['0', '1', '-5', '1.5', '10abc', '1e3', '', 'NaN', '1441', '99999999999'])
      assert.throws(
        () => parseDuration(text, config),
        (error) => error instanceof InvalidInputError && error.issues[0]?.field === 'duration',
      );
  });
});
