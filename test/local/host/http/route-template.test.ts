import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compareRoutes, matchRoute, parseRoute } from '../../../../local/host/http/route-template.ts';

describe('matchRoute', () => {
  const cases: { template: string; path: string; match: Record<string, string> | undefined }[] = [
    { template: '', path: '/', match: {} },
    { template: 'a/b', path: '/A/b/', match: {} },
    { template: 'a/{id}', path: '/a', match: undefined },
    { template: 'a/{id}', path: '/a/x%20y', match: { id: 'x y' } },
    { template: 'a/{id}', path: '/a/x%2Fy', match: { id: 'x%2Fy' } },
    { template: 'a/{id?}', path: '/a', match: {} },
    { template: 'a/{id=7}', path: '/a', match: { id: '7' } },
    { template: 'a/{id:int}', path: '/a/12', match: { id: '12' } },
    { template: 'a/{id:int}', path: '/a/12b', match: undefined },
    { template: 'a/{id:int}', path: '/a/2147483648', match: undefined },
    { template: 'a/{id:int:min(3)?}', path: '/a/2', match: undefined },
    { template: 'a/{id:int:min(3)?}', path: '/a/3', match: { id: '3' } },
    { template: 'a/{id:length(2,3)}', path: '/a/abcd', match: undefined },
    { template: String.raw`a/{id:regex(^\d{{2}}$)}`, path: '/a/12', match: { id: '12' } },
    { template: 'a/{*rest}', path: '/a', match: {} },
    { template: 'a/{*rest}', path: '/a/b/c%20d', match: { rest: 'b/c d' } },
    { template: '{z}/{x}/{y}.webp', path: '/1/2/3.webp', match: { z: '1', x: '2', y: '3' } },
    { template: '{z}/{x}/{y}.webp', path: '/1/2/3.png', match: undefined },
    { template: '{root:maxlength(0)?}', path: '/', match: {} },
    { template: '{root:maxlength(0)?}', path: '/x', match: undefined },
    { template: 'a/b', path: '/a/b/c', match: undefined },
    { template: 'a/{id}', path: '/a/%E0%A4%A', match: { id: '%E0%A4%A' } },
  ];
  for (const { template, path, match } of cases)
    it(`"${template}" and ${path} give ${JSON.stringify(match)}`, () =>
      assert.deepEqual(matchRoute(parseRoute(template), path), match));
});

describe('compareRoutes', () => {
  it('puts literals before constrained parameters, parameters and catch-alls', () => {
    const sorted = ['{*all}', 'a/{id}', 'a/{id:int}', 'a/b', 'a/{name}.json'].map(parseRoute).sort(compareRoutes);
    assert.deepEqual(
      sorted.map(({ source }) => source),
      ['a/b', 'a/{id:int}', 'a/{name}.json', 'a/{id}', '{*all}'],
    );
  });
});

describe('parseRoute', () => {
  for (const template of ['a/{id', 'a/{}', '{*rest}/b', 'a/{id:nonsense}', 'a/{id:min(x)}'])
    it(`refuses "${template}"`, () => assert.throws(() => parseRoute(template), SyntaxError));
});
