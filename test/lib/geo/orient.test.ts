import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { orient } from '../../../lib/geo/orient.ts';

/** The sign of the same determinant over whole numbers without rounding. */
function exactSign(points: readonly bigint[]): number {
  const [ax, ay, bx, by, cx, cy] = points as [bigint, bigint, bigint, bigint, bigint, bigint];
  const det = (ax - cx) * (by - cy) - (ay - cy) * (bx - cx);
  return det > 0n ? 1 : det < 0n ? -1 : 0;
}

describe('orient', () => {
  it('is positive to the left, negative to the right, zero on the line', () => {
    assert.ok(orient(0, 0, 1, 0, 0, 1) > 0);
    assert.ok(orient(0, 0, 1, 0, 0, -1) < 0);
    assert.equal(orient(0, 0, 1, 1, 0.5, 0.5), 0);
    assert.equal(orient(0.1, 0.1, 0.3, 0.3, 0.7, 0.7), 0);
  });

  it('agrees with whole-number arithmetic where the plain formula rounds', () => {
    // Multiples of 2^-40 near a common line, which doubles hold exactly.
    const along = fc.integer({ min: -(2 ** 40), max: 2 ** 40 });
    const off = fc.integer({ min: -2, max: 2 });
    const point = fc.tuple(along, off).map(([t, d]) => [t, t + d] as const);
    fc.assert(
      fc.property(point, point, point, (a, b, c) => {
        const flat = [...a, ...b, ...c];
        const [ax, ay, bx, by, cx, cy] = flat.map((value) => value / 2 ** 40) as [
          number,
          number,
          number,
          number,
          number,
          number,
        ];
        assert.equal(Math.sign(orient(ax, ay, bx, by, cx, cy)) + 0, exactSign(flat.map(BigInt)));
      }),
      { numRuns: 5000 },
    );
  });
});
