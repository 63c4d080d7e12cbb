import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { InvalidInputError } from '../../../lib/errors.ts';
import { openPageToken, sealPageToken } from '../../../lib/stac/page-token.ts';

describe('page tokens', () => {
  const search = { collections: ['a'], limit: 10 };
  const token = sealPageToken('next', 'position', search, 'secret');
  const refused = (altered: string, request = search, secret = 'secret') =>
    assert.throws(() => openPageToken(altered, request, secret), InvalidInputError, altered);

  it('give the position back, also with another limit', () => {
    assert.equal(openPageToken(token, search, 'secret'), 'position');
    assert.equal(openPageToken(token, { ...search, limit: 3 }, 'secret'), 'position');
  });

  it('are refused with any character changed, the last one too', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    for (let at = 0; at < token.length; at++)
      for (const character of alphabet)
        if (character !== token[at]) refused(token.slice(0, at) + character + token.slice(at + 1));
  });

  it('are refused longer, shorter, of another search, direction or deployment', () => {
    for (const altered of [`${token}A`, token.slice(0, -1), token.replace('next', 'prev')]) refused(altered);
    refused(token, { ...search, collections: ['b'] });
    refused(token, search, 'another secret');
  });
});
