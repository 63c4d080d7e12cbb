import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tileCount, tileWindow } from '../../../lib/jobs/tile-grid.ts';

const plan = { grid: { width: 5000, height: 2048 }, tileSize: 2048 };

describe('tileWindow', () => {
  it('numbers tiles row by row and cuts the last ones to the grid', () => {
    assert.equal(tileCount(plan), 3);
    assert.deepEqual(tileWindow(plan, 0), { x: 0, y: 0, width: 2048, height: 2048 });
    assert.deepEqual(tileWindow(plan, 2), { x: 4096, y: 0, width: 904, height: 2048 });
  });

  it('covers every pixel once', () => {
    const odd = { grid: { width: 1300, height: 777 }, tileSize: 256 };
    const tiles = Array.from({ length: tileCount(odd) }, (_, tile) => tileWindow(odd, tile));
    assert.equal(
      tiles.reduce((sum, tile) => sum + tile.width * tile.height, 0),
      1300 * 777,
    );
  });

  it('refuses tiles that are not there', () => {
    for (const tile of [-1, 3, 0.5, NaN]) assert.throws(() => tileWindow(plan, tile), RangeError);
  });
});
