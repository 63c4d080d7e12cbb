import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { batchId } from '../../../lib/azure/batch-id.ts';

describe('batchId', () => {
  it('leaves what Batch takes as it is', () => {
    for (const id of ['a', 'Tile_0-1', 'x'.repeat(64)]) assert.equal(batchId(id), id);
  });

  it('makes an id of anything else: allowed characters, at most 64, the same every time', () => {
    for (const text of ['x'.repeat(65), 'composite:2024/06 median', 'ä', '']) {
      assert.match(batchId(text), /^[A-Za-z0-9_-]{1,64}$/);
      assert.equal(batchId(text), batchId(text));
    }
  });

  it('keeps texts apart that are cut or replaced alike', () => {
    const long = 'x'.repeat(64);
    const ids = [`${long}1`, `${long}2`, 'a:b', 'a/b', 'a-b'].map(batchId);
    assert.equal(new Set(ids).size, ids.length);
  });
});
