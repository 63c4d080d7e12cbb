import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { epsgCrs } from '../../../lib/geo/crs.ts';
import { clearBlocks } from '../../../lib/raster/clear-blocks.ts';
import { pixelMap, rowCoordinates } from '../../../lib/raster/grid-map.ts';
import type { Affine } from '../../../lib/raster/raster-header.ts';

const source = { crs: epsgCrs(32_633), transform: [10, 0, 500_000, 0, -10, 5_000_000] as Affine };
const [width, height, block] = [200, 160, 64];
const window = { x: 0, y: 0, width, height };

const grids = {
  'the same grid': source,
  'finer pixels': { ...source, transform: [5, 0, 500_100, 0, -5, 4_999_900] as Affine },
  'a south-up grid': { ...source, transform: [10, 0, 500_000, 0, 10, 4_998_400] as Affine },
  'a rotated grid': { ...source, transform: [8, 3, 500_000, 3, -8, 5_000_000] as Affine },
  degrees: { crs: epsgCrs(4326), transform: [1e-4, 0, 15, 0, -1e-4, 45.15] as Affine },
};

describe('clearBlocks', () => {
  for (const [name, grid] of Object.entries(grids)) {
    it(`wants every block that a clear pixel falls into: ${name}`, () => {
      const map = pixelMap(source, grid, window);
      const rect = { x: 3, y: 2, stride: width + 7, width, height };
      for (const [col, row] of [
        [0, 0],
        [199, 159],
        [70, 101],
        [128, 63],
      ] as const) {
        const mask = new Uint8Array((height + 5) * rect.stride).fill(255);
        mask[(rect.y + row) * rect.stride + rect.x + col] = 0;
        const [cols, rows] = [new Float64Array(width), new Float64Array(width)];
        rowCoordinates(map, row, cols, rows);
        const [x, y] = [Math.floor((cols[col] ?? 0) / block) * block, Math.floor((rows[col] ?? 0) / block) * block];
        const wanted = clearBlocks(map, rect, mask);
        assert.ok(wanted({ x, y, width: block, height: block }));
        assert.ok(!wanted({ x: x + 4 * block, y, width: block, height: block }));
        assert.ok(!wanted({ x, y: y - 4 * block, width: block, height: block }));
      }
    });
  }

  it('wants nothing under a whole mask', () => {
    const map = pixelMap(source, source, window);
    const wanted = clearBlocks(map, { ...window, stride: width }, new Uint8Array(width * height).fill(255));
    assert.ok(!wanted({ x: 0, y: 0, width: block, height: block }));
  });
});
