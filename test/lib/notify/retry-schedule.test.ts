import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { delayBefore } from '../../../lib/notify/retry-schedule.ts';

describe('delayBefore', () => {
  it('follows the schedule of Standard Webhooks: 0, 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h, then no more', () => {
    const hour = 3600;
    const expected = [0, 5, 300, 1800, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour, undefined];
    assert.deepEqual(
      expected.map((_, attempt) => delayBefore(attempt)),
      expected,
    );
  });
  it('waits as long as the receiver asks, a day at most', () => {
    assert.equal(delayBefore(1, 120), 120);
    assert.equal(delayBefore(2, 1), 300);
    assert.equal(delayBefore(1, 1e9), 86_400);
  });
});
