import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { cellOf, nowhere } from '../../../lib/catalog/cells.ts';
import { centred, geometryExtent, type Extent } from '../../../lib/catalog/item-extent.ts';

describe('cellOf', () => {
  const cases: readonly { name: string; extent: Extent | undefined; level: number; cell: number }[] = [
    { name: 'no geometry', extent: undefined, level: 8, cell: nowhere },
    { name: 'the world', extent: [-180, -90, 180, 90], level: 8, cell: 1 },
    { name: 'a hemisphere wide', extent: [0, 0, 180, 90], level: 8, cell: 4 + 1 + 2 },
    { name: 'a point in the south-west corner', extent: [-180, -90, -180, -90], level: 2, cell: 16 },
    { name: 'a point at the north pole', extent: [0, 90, 0, 90], level: 1, cell: 4 + 1 + 2 },
    { name: 'a point at 180° east of a box that runs on', extent: [179, 0, 181, 1], level: 1, cell: 4 + 1 + 2 },
  ];
  for (const { name, extent, level, cell } of cases) it(name, () => assert.equal(cellOf(extent, level), cell));

  it('gives every place its own number at each level', () => {
    const numbers = new Set<number>();
    for (let level = 0; level <= 4; level++) {
      const side = 2 ** level;
      for (let x = 0; x < side; x++) {
        for (let y = 0; y < side; y++) {
          const [west, south] = [-180 + (360 * x) / side, -90 + (180 * y) / side];
          numbers.add(cellOf([west, south, west + 359 / side, south + 179 / side], 4));
        }
      }
    }
    assert.equal(numbers.size, 1 + 4 + 16 + 64 + 256);
  });
});

describe('extents', () => {
  it('have their centre in the usual range and cover the same part of the globe', () => {
    const longitude = fc.integer({ min: -540, max: 540 });
    fc.assert(
      fc.property(longitude, fc.integer({ min: 0, max: 359 }), (west, width) => {
        const [left, , right] = centred([west, 0, west + width, 1]);
        assert.equal(right - left, width);
        assert.equal(Math.abs(left - west) % 360, 0);
        assert.ok((left + right) / 2 >= -180 && (left + right) / 2 < 180);
      }),
    );
  });

  it('of a geometry cut at ±180° are narrow', () => {
    const part = (west: number, east: number) => [
      [
        [west, 0],
        [east, 0],
        [east, 1],
        [west, 0],
      ],
    ];
    const cut = geometryExtent({ type: 'MultiPolygon', coordinates: [part(179, 180), part(-180, -179)] });
    assert.deepEqual(cut, [-181, 0, -179, 1]);
    assert.equal(geometryExtent(null), undefined);
  });
});
