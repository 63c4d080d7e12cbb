import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { InvalidInputError } from '../../../lib/errors.ts';
import { nextRun } from '../../../lib/jobs/cron.ts';

describe('nextRun', () => {
  const after = new Date('2026-02-27T10:15:30Z');
  const cases = [
    { cron: '0 6 * * *', expected: '2026-02-28T06:00:00.000Z' },
    { cron: '0 0 6 * * 1', expected: '2026-03-02T06:00:00.000Z' },
    { cron: '*/5 * * * * *', expected: '2026-02-27T10:15:35.000Z' },
    { cron: '0 0 29 2 *', expected: '2028-02-29T00:00:00.000Z' },
  ];
  for (const { cron, expected } of cases)
    it(`${cron} is in UTC`, () => assert.equal(nextRun(cron, after)?.toISOString(), expected));
  it('names no time for a day that never comes', () => assert.equal(nextRun('0 0 30 2 *', after), undefined));
  for (const cron of ['every day', '61 * * * *', '* * * *']) {
    it(`refuses "${cron}" and names cron`, () => {
      assert.throws(
        () => nextRun(cron, after),
        (error) => error instanceof InvalidInputError && error.issues[0]?.field === 'cron',
      );
    });
  }
});
