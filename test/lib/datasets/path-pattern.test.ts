import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assert as check, constantFrom, property, string, uniqueArray } from 'fast-check';
import { compilePattern } from '../../../lib/datasets/path-pattern.ts';
import { InvalidInputError } from '../../../lib/errors.ts';

describe('compilePattern', () => {
  for (const [pattern, path, captures] of [
    ['a.tif', 'a.tif', {}],
    ['a.tif', 'b/a.tif', undefined],
    ['*.tif', 'a.tif', {}],
    ['*.tif', 'a/b.tif', undefined],
    ['*.tif', 'a.TIF', undefined],
    ['**', 'a/b/c.tif', {}],
    ['**', 'a', {}],
    ['**/*.tif', 'a.tif', {}],
    ['**/*.tif', 'a/b/c.tif', {}],
    ['raw/**/x/*.tif', 'raw/x/a.tif', {}],
    ['raw/**/x/*.tif', 'raw/x/x/y/x/a.tif', {}],
    ['raw/**/x/*.tif', 'raw/y/a.tif', undefined],
    ['{scene}/{asset}.tif', 'S2A_29RKH_20200219_0_L2A/B04.tif', { scene: 'S2A_29RKH_20200219_0_L2A', asset: 'B04' }],
    ['{scene}_{asset}.TIF', 'LC08_L1TP_013032_20180131_B2.TIF', { scene: 'LC08_L1TP_013032_20180131', asset: 'B2' }],
    [
      '{scene}/{scene}_{asset}.TIF',
      'LC08_L2SP_005009_20150710_20200908_02_T2/LC08_L2SP_005009_20150710_20200908_02_T2_QA_PIXEL.TIF',
      { scene: 'LC08_L2SP_005009_20150710_20200908_02_T2', asset: 'QA_PIXEL' },
    ],
    ['{scene}/{scene}_{asset}.TIF', 'a/b_B2.TIF', undefined],
    ['**/{scene}/{scene}_{asset}.TIF', 'a/a/a_B2.TIF', { scene: 'a', asset: 'B2' }],
    ['{datetime}/{tile}_{asset}.tif', '20200101/33X_B1.tif', { datetime: '20200101', tile: '33X', asset: 'B1' }],
    [
      '{scene}/{mission}_{level}_{pathrow}_{datetime}_{processed}_{collection}_{tier}_{asset}.{extension}',
      'x/LC08_L2SP_005009_20150710_20200908_02_T2_QA_PIXEL.TIF',
      {
        scene: 'x',
        mission: 'LC08',
        level: 'L2SP',
        pathrow: '005009',
        datetime: '20150710',
        processed: '20200908',
        collection: '02',
        tier: 'T2',
        asset: 'QA_PIXEL',
        extension: 'TIF',
      },
    ],
    [
      '{tile}_{datetime}_{asset}.tif',
      'north_east_2020-01-01_B1.tif',
      { tile: 'north_east', datetime: '2020-01-01', asset: 'B1' },
    ],
    ['{scene}/{asset}.{extension}', 's/a.b.tif', { scene: 's', asset: 'a.b', extension: 'tif' }],
    ['{scene}.tif', '.tif', undefined],
    ['a\\*b\\{c\\}.tif', 'a*b{c}.tif', {}],
    ['a\\*b.tif', 'axb.tif', undefined],
    ['{scene}/日 本#.tif', 'é/日 本#.tif', { scene: 'é' }],
    ['a.b', 'axb', undefined],
    ['{constructor}.tif', 'x.tif', { constructor: 'x' }],
  ] as const) {
    it(`${pattern} on ${path}`, () => assert.deepEqual<unknown>(compilePattern(pattern).match(path), captures));
  }

  for (const [name, pattern] of [
    ['a leading slash', '/a.tif'],
    ['an empty segment', 'a//b.tif'],
    ['** inside a segment', 'a**/b.tif'],
    ['an unclosed name', '{scene/a.tif'],
    ['a bad name', '{1x}.tif'],
    ['a stray }', 'a}.tif'],
    ['a last backslash', 'a\\'],
    ['a name that comes again after part of a segment', '{scene}_a/{scene}.tif'],
    ['three **', '**/a/**/b/**'],
  ] as const) {
    it(`refuses ${name}`, () => {
      assert.throws(
        () => compilePattern(pattern),
        (error: unknown) => error instanceof InvalidInputError && error.issues[0]?.field === 'pattern',
      );
    });
  }

  it('agrees with a regular expression within a segment', () => {
    const token = constantFrom('a', 'b', '_', '*', '{x}', '{y}');
    check(
      property(
        uniqueArray(token, {
          minLength: 1,
          maxLength: 6,
          selector: (text) => (text.length > 1 ? text : Symbol(text)),
        }),
        string({ unit: constantFrom('a', 'b', '_'), minLength: 1, maxLength: 12 }),
        (tokens, path) => {
          const pattern = tokens.join('').replaceAll(/\*+/g, '*');
          const expected = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll(/\{(\w)\}/g, '(?<$1>.+?)')}$`).exec(
            path,
          );
          assert.deepEqual(compilePattern(pattern).match(path), expected ? { ...expected.groups } : undefined);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('takes a hostile path without backtracking', () => {
    const pattern = compilePattern('*a*a*a*a*a*a*a*a*a*a*b');
    assert.equal(pattern.match('a'.repeat(1024)), undefined);
    const folders = compilePattern('**/x/**/{scene}/{scene}_{asset}.tif');
    assert.equal(folders.match('x/'.repeat(500) + 'y'), undefined);
  });
});
