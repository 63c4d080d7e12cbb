import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { InvalidInputError } from '../../../lib/errors.ts';
import { formatCql2Json } from '../../../lib/search/cql2-json.ts';
import { parseCql2Text } from '../../../lib/search/cql2-text.ts';

const json = (text: string) => formatCql2Json(parseCql2Text(text));
const property = (name: string) => ({ property: name });

describe('parseCql2Text', () => {
  const cases: readonly { name: string; text: string; expected: unknown }[] = [
    {
      name: 'keywords in any case',
      text: 'Not a Is NULL',
      expected: { op: 'not', args: [{ op: 'isNull', args: [property('a')] }] },
    },
    {
      name: 'AND binds closer than OR',
      text: 'a=1 or b=2 and c=3',
      expected: {
        op: 'or',
        args: [
          { op: '=', args: [property('a'), 1] },
          {
            op: 'and',
            args: [
              { op: '=', args: [property('b'), 2] },
              { op: '=', args: [property('c'), 3] },
            ],
          },
        ],
      },
    },
    {
      name: 'a chain is one operation',
      text: 'a and b and c',
      expected: { op: 'and', args: ['a', 'b', 'c'].map(property) },
    },
    {
      name: 'names in quotes may be anything',
      text: '"s2:mgrs-tile ""x""" = 1',
      expected: { op: '=', args: [property('s2:mgrs-tile "x"'), 1] },
    },
    {
      name: 'both escapes of a quote',
      text: String.raw`a = 'it''s \'so\''`,
      expected: { op: '=', args: [property('a'), "it's 'so'"] },
    },
    {
      name: 'a backslash is itself',
      text: String.raw`a like '50\%\_'`,
      expected: { op: 'like', args: [property('a'), String.raw`50\%\_`] },
    },
    {
      name: 'numbers with exponents and signs',
      text: 'a > -1.5E+3',
      expected: { op: '>', args: [property('a'), -1500] },
    },
    {
      name: 'minus without spaces is an operation',
      text: 'a-1 = 2',
      expected: { op: '=', args: [{ op: '-', args: [property('a'), 1] }, 2] },
    },
    {
      name: 'products before sums',
      text: 'a = 1 + 2 * 3 ^ 2',
      expected: {
        op: '=',
        args: [property('a'), { op: '+', args: [1, { op: '*', args: [2, { op: '^', args: [3, 2] }] }] }],
      },
    },
    {
      name: 'a property may be called date',
      text: "date = DATE('2024-02-29')",
      expected: { op: '=', args: [property('date'), { date: '2024-02-29' }] },
    },
    {
      name: 'open ends of an interval',
      text: "t_during(INTERVAL('..', '2024-01-01'), INTERVAL(a, b))",
      expected: {
        op: 't_during',
        args: [{ interval: ['..', '2024-01-01'] }, { interval: [property('a'), property('b')] }],
      },
    },
    {
      name: 'operators spelt as JSON spells them',
      text: 'A_CONTAINEDBY(a, (1)) or T_METBY(b, c)',
      expected: {
        op: 'or',
        args: [
          { op: 'a_containedBy', args: [property('a'), [1]] },
          { op: 't_metBy', args: [property('b'), property('c')] },
        ],
      },
    },
    {
      name: 'arrays in arrays',
      text: "a_equals(a, ((1, 2), (), ('x')))",
      expected: { op: 'a_equals', args: [property('a'), [[1, 2], [], ['x']]] },
    },
    {
      name: 'a height in WKT',
      text: 's_within(a, POINT Z (1 2 3))',
      expected: { op: 's_within', args: [property('a'), { type: 'Point', coordinates: [1, 2, 3] }] },
    },
    {
      name: 'collections of geometries',
      text: 's_within(a, GEOMETRYCOLLECTION(POINT(1 2), MULTIPOINT((3 4), (5 6))))',
      expected: {
        op: 's_within',
        args: [
          property('a'),
          {
            type: 'GeometryCollection',
            geometries: [
              { type: 'Point', coordinates: [1, 2] },
              {
                type: 'MultiPoint',
                coordinates: [
                  [3, 4],
                  [5, 6],
                ],
              },
            ],
          },
        ],
      },
    },
    {
      name: 'a bare box',
      text: 's_within(a, BBOX(170, -10, -170, 10))',
      expected: { op: 's_within', args: [property('a'), { bbox: [170, -10, -170, 10] }] },
    },
  ];
  for (const { name, text, expected } of cases) it(name, () => assert.deepEqual(json(text), expected));
});

describe('what parseCql2Text refuses, and where it says so', () => {
  const cases: readonly { text: string; says: RegExp }[] = [
    { text: '', says: /position 0: .*found the end/ },
    { text: 'a =', says: /position 3: .*found the end/ },
    { text: 'a = 1 b', says: /position 6: the end of the filter expected, found "b"/ },
    { text: "a = 'x", says: /position 4: the quote is never closed/ },
    { text: 'a = 10abc', says: /position 4: unexpected "10abc"/ },
    { text: 'a = 1e400', says: /position 4: a number that a double holds/ },
    { text: 'a ; b', says: /position 2: unexpected/ },
    { text: 'a in 1', says: /position 5: "\(" expected/ },
    { text: 'and = 1', says: /"and" is a keyword, quote it/ },
    { text: 'a between 1 or 2', says: /position 12: AND expected/ },
    { text: "a = DATE('2023-02-29')", says: /position 9: not a date/ },
    { text: "a = TIMESTAMP('2023-02-28T00:00:00')", says: /position 14: .*with its zone/ },
    { text: 's_within(a, POINT(200000 0))', says: /position 12\.coordinates: longitude 200000/ },
    { text: 's_within(a, POLYGON((0 0, 1 1, 0 1)))', says: /position 12\.coordinates\[0\]: a ring has at least four/ },
    { text: 's_within(a, BBOX(1, 2, 3))', says: /position 12: 4 or 6 numbers, not 3/ },
    { text: 's_within(a)', says: /position 0: "s_within" takes 2 arguments, not 1/ },
    { text: 'a = 1 and'.repeat(2), says: /position 9: unexpected|expected/ },
  ];
  for (const { text, says } of cases) {
    it(text.slice(0, 60) || '(nothing)', () => {
      assert.throws(
        () => parseCql2Text(text),
        (error: unknown) => error instanceof InvalidInputError && says.test(error.message),
      );
    });
  }

  it('a filter of any depth is refused before the stack is', () => {
    const deep = [
      `${'('.repeat(100_000)}true`,
      `${'not '.repeat(100_000)}true`,
      `${'f('.repeat(100_000)}a`,
      `a = 1${' + 1'.repeat(100_000)}`,
      `s_within(a, ${'GEOMETRYCOLLECTION('.repeat(50_000)}`,
      `t_after(a, ${'INTERVAL('.repeat(50_000)}`,
    ];
    for (const text of deep) assert.throws(() => parseCql2Text(text), InvalidInputError);
  });

  it('more terms or text than allowed', () => {
    assert.throws(() => parseCql2Text(`a in (${'1,'.repeat(30_000)}1)`), /more than 20000 terms/);
    assert.throws(() => parseCql2Text(`a = '${'x'.repeat(1_000_000)}'`), /longer than 1000000 characters/);
    assert.doesNotThrow(() => parseCql2Text(`a = '${'x'.repeat(900_000)}'`));
  });
});
