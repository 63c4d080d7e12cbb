import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { InvalidInputError } from '../../../lib/errors.ts';
import { isRelative, resolveDatetime } from '../../../lib/jobs/relative-datetime.ts';

describe('resolveDatetime', () => {
  const now = new Date('2026-03-31T12:00:00Z');
  const cases = [
    { text: 'P30D', expected: '2026-03-01T12:00:00.000Z/2026-03-31T12:00:00.000Z' },
    { text: 'P7D/now', expected: '2026-03-24T12:00:00.000Z/2026-03-31T12:00:00.000Z' },
    { text: '-P7D/now', expected: '2026-03-24T12:00:00.000Z/2026-03-31T12:00:00.000Z' },
    { text: 'P2M/P1M', expected: '2026-01-31T12:00:00.000Z/2026-02-28T12:00:00.000Z' },
    { text: 'P1Y2M3W4DT5H6M7S', expected: '2025-01-06T06:53:53.000Z/2026-03-31T12:00:00.000Z' },
    { text: 'PT36H', expected: '2026-03-30T00:00:00.000Z/2026-03-31T12:00:00.000Z' },
    { text: '2026-01-01/now', expected: '2026-01-01/2026-03-31T12:00:00.000Z' },
    { text: '2026-01-01/2026-02-01', expected: '2026-01-01/2026-02-01' },
    { text: '../2026-02-01T00:00:00Z', expected: '../2026-02-01T00:00:00Z' },
  ];
  for (const { text, expected } of cases) it(text, () => assert.equal(resolveDatetime(text, now), expected));

  for (const text of ['P', 'PT', 'P1X', 'P1D2Y', 'P1D/P2D/P3D', 'P99999999Y']) {
    it(`refuses ${text} and names datetime`, () => {
      assert.throws(
        () => resolveDatetime(text, now),
        (error) => error instanceof InvalidInputError && error.issues[0]?.field === 'datetime',
      );
    });
  }
});

describe('isRelative', () => {
  it('tells what depends on the clock', () => {
    assert.deepEqual(['P1D', 'P1D/now', '2026-01-01/now', '2026-01-01', '../..'].map(isRelative), [
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});
