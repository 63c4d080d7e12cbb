import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { durationMs, unlimited } from '../../../local/batch/duration.ts';

describe('durationMs', () => {
  const cases = [
    { text: 'PT30M', ms: 1_800_000 },
    { text: 'P1DT2H3M4.5S', ms: 93_784_500 },
    { text: 'P7D', ms: 604_800_000 },
    { text: 'PT0.3S', ms: 300 },
    { text: 'P', ms: undefined },
    { text: 'PT', ms: undefined },
    { text: '30M', ms: undefined },
    { text: 'P1M', ms: undefined },
  ];
  it('takes the longest .NET TimeSpan, 2^63 ticks of 100 ns', () =>
    assert.equal(Math.round(durationMs(unlimited) ?? 0), Math.round(2 ** 63 / 10_000)));
  for (const { text, ms } of cases) it(text, () => assert.equal(durationMs(text), ms));
});
