import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bandStatistics, gdalStatistics, mergeStatistics, stacStatistics } from '../../../lib/jobs/band-statistics.ts';

describe('band statistics', () => {
  // numpy: a = np.array([2, 4, 4, 4, 5, 5, 7, 9]); a.mean() 5.0, a.std() 2.0
  const values = Uint16Array.of(2, 4, 0, 4, 4, 5, 0, 5, 7, 9);

  it('leave out nodata', () => {
    const found = bandStatistics(values, 0);
    assert.deepEqual(stacStatistics(found, values.length), {
      minimum: 2,
      maximum: 9,
      mean: 5,
      stddev: 2,
      valid_percent: 80,
    });
  });

  it('of parts are those of the whole', () => {
    const parts = [values.subarray(0, 3), values.subarray(3, 4), Uint16Array.of(0, 0), values.subarray(4)];
    const merged = parts.map((part) => bandStatistics(part, 0)).reduce(mergeStatistics);
    assert.deepEqual(gdalStatistics(merged, 10), gdalStatistics(bandStatistics(values, 0), 10));
  });

  it('of nothing say that nothing is valid', () => {
    const none = bandStatistics(Float32Array.of(NaN, NaN), NaN);
    assert.deepEqual(gdalStatistics(none, 2), {});
    assert.deepEqual(stacStatistics(none, 2), { valid_percent: 0 });
  });

  it('a single hole in many pixels is not 100 percent', () => {
    const nearly = { count: 999_999, minimum: 1, maximum: 1, mean: 1, squares: 0 };
    assert.equal(stacStatistics(nearly, 1_000_000)['valid_percent'], 99.99);
  });
});
