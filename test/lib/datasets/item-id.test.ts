import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { array, assert as check, constantFrom, property, string } from 'fast-check';
import { fileId, sceneId } from '../../../lib/datasets/item-id.ts';

describe('fileId', () => {
  for (const [path, fixed, id] of [
    ['a.tif', 0, 'a'],
    ['raw/2020/a.tif', 1, '2020__a'],
    ['raw/2020/a_b.c.tif', 2, 'a_b.c'],
    ['été.tif', 0, 'été'],
  ] as const) {
    it(path, () => assert.equal(fileId(path, fixed), id));
  }

  it('never gives one id to two paths', () => {
    const part = string({ unit: constantFrom('a', '_', ' ', '#', '.', '-'), minLength: 1, maxLength: 4 });
    const path = array(part, { minLength: 1, maxLength: 3 }).map((parts) => `${parts.join('/')}.tif`);
    check(
      property(path, path, (a, b) => a === b || fileId(a, 0) !== fileId(b, 0)),
      { numRuns: 2000 },
    );
  });
});

describe('sceneId', () => {
  it('keeps names that need no escaping', () => {
    assert.equal(sceneId('LC08_L1TP_013032_20180131'), 'LC08_L1TP_013032_20180131');
  });
  it('marks names that it had to change or cut', () => {
    assert.match(sceneId('a b'), /^a_b-[0-9a-f]{8}$/);
    assert.match(sceneId('..'), /^\.\.-[0-9a-f]{8}$/);
    assert.equal(sceneId('x'.repeat(1000)).length, 209);
  });
});
