import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { asCaller, callerOf, currentCaller } from '../../../lib/http/caller.ts';

describe('callerOf', () => {
  const cases = [
    { name: 'the address that the front end appended', forwarded: '203.0.113.7:51234', caller: '203.0.113.7' },
    { name: 'what the caller says before it is ignored', forwarded: '10.0.0.1, 203.0.113.7', caller: '203.0.113.7' },
    { name: 'IPv6 with a port', forwarded: '[2001:db8::1]:443', caller: '2001:db8::1' },
    { name: 'IPv6 alone', forwarded: '2001:db8::1', caller: '2001:db8::1' },
    { name: 'no front end', forwarded: undefined, caller: 'direct' },
    { name: 'an empty header', forwarded: '', caller: 'direct' },
  ];
  for (const { name, forwarded, caller } of cases) {
    it(name, () => {
      const headers = new Headers(forwarded === undefined ? {} : { 'x-forwarded-for': forwarded });
      assert.equal(callerOf({ headers }), caller);
    });
  }
});

describe('asCaller', () => {
  it('is known to whatever the work starts, and to nothing else', async () => {
    const later = async () => {
      await new Promise(setImmediate);
      return currentCaller();
    };
    assert.deepEqual(await Promise.all([asCaller('a', later), asCaller('b', later), later()]), ['a', 'b', undefined]);
  });
});
