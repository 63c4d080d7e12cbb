import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { compileLike, escapeLike } from '../../../lib/search/like.ts';

describe('compileLike', () => {
  const cases: readonly [pattern: string, text: string, expected: boolean][] = [
    ['', '', true],
    ['', 'a', false],
    ['%', '', true],
    ['a%', 'abc', true],
    ['%c', 'abc', true],
    ['%b%', 'abc', true],
    ['a%a', 'a', false],
    ['a_c', 'abc', true],
    ['_', '🛰', true],
    ['%_%_%', 'a', false],
    ['%ab%ab%', 'xabxab', true],
    ['%ab%ab', 'abxab', true],
    ['%ab%ba%', 'aba', false],
    [String.raw`100\%`, '100%', true],
    [String.raw`100\%`, '100x', false],
    [String.raw`a\_b`, 'axb', false],
    [String.raw`a\\b`, String.raw`a\b`, true],
    ['a\\', 'a\\', true],
    ['.*', 'abc', false],
    ['A', 'a', false],
  ];
  for (const [pattern, text, expected] of cases)
    it(`${JSON.stringify(text)} ${expected ? 'is' : 'is not'} like ${JSON.stringify(pattern)}`, () => {
      assert.equal(compileLike(pattern)(text), expected);
    });

  it('agrees with a regular expression', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '%', '_'), maxLength: 8 });
    fc.assert(
      fc.property(letters, letters, (pattern, text) => {
        const same = new RegExp(`^${pattern.replaceAll('%', '[^]*').replaceAll('_', '[^]')}$`).test(text);
        assert.equal(compileLike(pattern)(text), same);
      }),
      { numRuns: 3000 },
    );
  });

  it('patterns that blow up backtracking cost pattern × text', () => {
    assert.equal(compileLike(`${'%a'.repeat(500)}%b`)('a'.repeat(20_000)), false);
  });

  it('escaped text is like itself alone', () => {
    fc.assert(fc.property(fc.string(), (text) => compileLike(escapeLike(text))(text)));
  });
});
