import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { contentKey } from '../../../lib/jobs/content-key.ts';

describe('contentKey', () => {
  it('is the same for equal content, whatever the order of members', () => {
    assert.equal(contentKey({ a: 1, b: [2, { c: 3, d: undefined }] }), contentKey({ b: [2, { c: 3 }], a: 1 }));
  });
  it('differs where content differs', () => {
    const keys = [{ a: 1 }, { a: '1' }, { a: [1] }, { a: null }, {}, { b: 1 }].map((content) => contentKey(content));
    assert.equal(new Set(keys).size, keys.length);
  });
  it('fits into instance and Batch ids', () => assert.match(contentKey('x'), /^[0-9a-v]{26}$/));
});
