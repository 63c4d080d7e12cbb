import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nextOccurrence, parseNcrontab } from '../../../../local/host/timer/ncrontab.ts';

describe('nextOccurrence', () => {
  // The examples of the Azure Functions timer documentation, worked out by hand.
  const cases: { expression: string; after: string; next: string }[] = [
    { expression: '0 */5 * * * *', after: '2026-03-01T10:02:00Z', next: '2026-03-01T10:05:00Z' },
    { expression: '0 */5 * * * *', after: '2026-03-01T10:05:00Z', next: '2026-03-01T10:10:00Z' },
    { expression: '0 0 * * * *', after: '2026-12-31T23:00:00.500Z', next: '2027-01-01T00:00:00Z' },
    { expression: '0 30 9 * * 1-5', after: '2026-08-01T00:00:00Z', next: '2026-08-03T09:30:00Z' },
    { expression: '0 30 9 * Jan Mon', after: '2026-02-01T00:00:00Z', next: '2027-01-04T09:30:00Z' },
    { expression: '0 0 0 29 2 *', after: '2026-01-01T00:00:00Z', next: '2028-02-29T00:00:00Z' },
    { expression: '5,8,10 * * * * *', after: '2026-01-01T00:00:08Z', next: '2026-01-01T00:00:10Z' },
    { expression: '0 5-10/2 * * * *', after: '2026-01-01T00:07:00Z', next: '2026-01-01T00:09:00Z' },
    { expression: '30/15 * * * * *', after: '2026-01-01T00:00:31Z', next: '2026-01-01T00:00:45Z' },
    // Day and weekday must both hold: the first Friday the 13th.
    { expression: '0 0 0 13 * fri', after: '2026-01-01T00:00:00Z', next: '2026-02-13T00:00:00Z' },
    { expression: '*/5 * * * *', after: '2026-03-01T10:02:00Z', next: '2026-03-01T10:05:00Z' },
  ];
  for (const { expression, after, next } of cases)
    it(`${expression} after ${after} is ${next}`, () =>
      assert.equal(nextOccurrence(parseNcrontab(expression), new Date(after)).getTime(), Date.parse(next)));

  it('says when there is none', () =>
    assert.throws(() => nextOccurrence(parseNcrontab('0 0 0 30 2 *'), new Date(0)), RangeError));
});

describe('parseNcrontab', () => {
  for (const expression of [
    '',
    '* * * *',
    '60 * * * * *',
    '0 0 0 0 1 *',
    '0 0 0 * * 7',
    'x * * * * *',
    '5-1 * * * * *',
    '*/0 * * * * *',
    '1-2-3 * * * * *',
  ])
    it(`refuses "${expression}"`, () => assert.throws(() => parseNcrontab(expression), SyntaxError));
});
