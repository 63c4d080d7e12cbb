import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { maskTable } from '../../../lib/raster/mask-table.ts';

/** Values that a table masks out, up to `most`. */
const masked = (table: Uint8Array, most: number) =>
  Array.from({ length: most }, (_, value) => value).filter((value) => table[value]);

describe('maskTable', () => {
  it('masks classes: no data, clouds and shadows of Sentinel-2’s scene classification', () => {
    assert.deepEqual(masked(maskTable({ classes: [0, 3, 8, 9, 10] }, undefined), 12), [0, 3, 8, 9, 10]);
  });

  it('masks any of the bits: fill and cloud of Landsat’s quality band', () => {
    const table = maskTable({ bits: [0, 4] }, undefined);
    // 2720 is clear land, 2800 cloud of high confidence, 1 fill (USGS, Landsat Collection 1 Level-1 Quality Assessment Band).
    assert.deepEqual([table[2720], table[2800], table[1]], [0, 255, 255]);
  });

  it('bit 15 and negative classes are those of 16 bits', () => {
    assert.equal(maskTable({ bits: [15] }, undefined)[0x8000], 255);
    assert.equal(maskTable({ classes: [-1] }, undefined)[0xffff], 255);
  });

  it('the mask band’s own nodata is not known to be clear', () => {
    assert.deepEqual(masked(maskTable({ classes: [2] }, 5), 10), [2, 5]);
  });

  it('without classes and bits nothing is masked', () => {
    assert.deepEqual(masked(maskTable({}, undefined), 65_536), []);
  });
});
