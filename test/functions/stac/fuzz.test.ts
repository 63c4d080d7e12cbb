import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { Answer } from '../../helpers/call.ts';
import { stacApp, type StacApp } from '../../helpers/stac-app.ts';
import { testCollection, testItem } from '../../helpers/stac-documents.ts';

/** What callers send who mean ill, or whose programs are broken. */
const hostile: readonly string[] = [
  "' OR 1=1 --",
  "'; DROP TABLE item; --",
  '" UNION SELECT json FROM collection --',
  'c.id = "x" OR true',
  'SELECT * FROM c WHERE c.pk = "a"',
  '{"$gt":""}',
  '%00',
  '\u0000',
  '\uD800',
  '🛰️'.repeat(50),
  '../../etc/passwd',
  '__proto__',
  'constructor',
  'toString',
  'NaN',
  'Infinity',
  '-Infinity',
  '1e400',
  '-0',
  '9007199254740993',
  '[]',
  '{}',
  'null',
  'true',
  '""',
  '..',
  '../..',
  '/',
  '2024-01-01/',
  '/2024-01-01',
  '2024-02-30',
  '2024-01-02/2024-01-01',
  '0000-00-00T00:00:00Z',
  '-180,-90,180,90',
  '170,-10,-170,10',
  '0,0,0,0',
  'NaN,0,1,1',
  '1,1,0,0,2',
  '%'.repeat(1000),
  '((a+)+)+$',
  '('.repeat(5000),
  'a AND '.repeat(2000),
  'NOT '.repeat(5000) + 'true',
  '{"type":"Polygon","coordinates":[[[0,0],[1,1],[0,0]]]}',
  '{"type":"Polygon","coordinates":[]}',
  '{"type":"GeometryCollection","geometries":[{"type":"GeometryCollection","geometries":[]}]}',
  '{"op":"and","args":[]}',
  '{"op":"=","args":[{"property":"__proto__"},{"property":"constructor"}]}',
  '{"op":"like","args":[{"property":"id"},"%_%_%_%_%_%_%_%_%_%_%_%_%x"]}',
  '{"op":"s_intersects","args":[{"property":"geometry"},{"type":"Point","coordinates":[1e308,1e308]}]}',
  '{"op":"t_during","args":[{"property":"datetime"},{"interval":["..",".."]}]}',
];

const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...hostile) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  { weight: 1, arbitrary: fc.string({ maxLength: 60 }) },
);

const parameters = [
  'bbox',
  'datetime',
  'intersects',
  'ids',
  'collections',
  'limit',
  'filter',
  'filter-lang',
  'filter-crs',
  'query',
  'sortby',
  'fields',
  'token',
  'q',
  'aggregations',
  'datetime_frequency_interval',
  'centroid_geohash_grid_frequency_precision',
  'centroid_geotile_grid_frequency_precision',
] as const;

const gets = ['/search', '/collections', '/collections/a/items', '/aggregate', '/collections/a/aggregate'];
const posts = ['/search', '/aggregate', '/collections/a/aggregate'];

const query = fc.dictionary(fc.constantFrom(...parameters), text, { minKeys: 1, maxKeys: 3 });

/** JSON of a hostile text where it is some, or any JSON at all. */
const value = fc.oneof(
  text.map((given) => {
    try {
      return JSON.parse(given) as unknown;
    } catch {
      return given;
    }
  }),
  fc.jsonValue({ maxDepth: 4 }),
);
const body = fc.dictionary(fc.constantFrom(...parameters), value, { minKeys: 1, maxKeys: 3 });

/** The answer, or a problem that names a field of the request. */
function assertHandled(answer: Answer, given: readonly string[]): void {
  assert.ok(answer.status < 500, `${answer.status} ${answer.text}`);
  if (answer.status < 400) return;
  assert.equal(answer.headers['content-type'], 'application/problem+json');
  if (answer.status !== 400) return;
  const { errors } = answer.json() as { readonly errors: readonly { field: string; message: string }[] };
  assert.ok(errors.length > 0);
  for (const { field, message } of errors) {
    assert.ok(
      ['body', ...given].some((name) => field === name || field.startsWith(`${name}.`) || field.startsWith(`${name}[`)),
      `${field} is none of ${given.join()}`,
    );
    assert.ok(message.length > 0);
  }
}

describe('whatever a caller sends', () => {
  let app: StacApp;
  before(async () => {
    app = stacApp();
    await app.catalog.putCollection(testCollection('a'));
    for (let day = 1; day <= 5; day++) await app.catalog.putItem(testItem('a', `a-${day}`, day));
  });
  after(() => app.close());

  it('in a query is answered, or refused by the name of a parameter', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...gets), query, async (path, given) => {
        const answer = await app.request('GET', `${path}?${new URLSearchParams(given).toString()}`);
        assertHandled(answer, Object.keys(given));
      }),
      { numRuns: 1500 },
    );
  });

  it('in a body is answered, or refused by the name of a member', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...posts), body, async (path, given) => {
        assertHandled(await app.request('POST', path, { body: given }), Object.keys(given));
      }),
      { numRuns: 1500 },
    );
  });

  it('each hostile text in each parameter', async () => {
    for (const parameter of parameters) {
      for (const hostileText of hostile) {
        const given = new URLSearchParams({ [parameter]: hostileText }).toString();
        for (const path of gets) assertHandled(await app.request('GET', `${path}?${given}`), [parameter]);
        for (const path of posts)
          assertHandled(await app.request('POST', path, { body: { [parameter]: hostileText } }), [parameter]);
      }
    }
  });

  it('as a body that is any JSON', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...posts), fc.jsonValue(), async (path, given) => {
        assertHandled(await app.request('POST', path, { body: JSON.stringify(given) }), ['body']);
      }),
      { numRuns: 200 },
    );
  });

  it('as an id: 404 that tells it', async () => {
    await fc.assert(
      fc.asyncProperty(text, async (id) => {
        const part = encodeURIComponent(id.toWellFormed()) || 'x';
        if (['.', '..'].includes(part)) return;
        for (const path of ['', '/items', '/items/a-1', '/queryables', '/aggregate', '/aggregations']) {
          const answer = await app.request('GET', `/collections/${part}${path}`);
          assert.equal(answer.status, 404, answer.text);
        }
        assert.equal((await app.request('GET', `/collections/a/items/${part}`)).status, 404);
      }),
      { numRuns: 200 },
    );
  });

  it('numbers that JSON has no words for are refused by their field', async () => {
    for (const [text, field] of [
      ['{"bbox":[-1e400,0,1e400,1]}', 'bbox[0]'],
      ['{"limit":1e400}', 'limit'],
      ['{"query":{"eo:cloud_cover":{"lt":1e999}}}', 'query.eo:cloud_cover.lt'],
    ] as const) {
      const answer = await app.request('POST', '/search', { body: text });
      const { errors } = answer.json() as { errors: { field: string }[] };
      assert.deepEqual([answer.status, errors[0]?.field], [400, field]);
    }
  });

  it('nesting of any depth is refused by its member', async () => {
    const depth = 100_000;
    const leaf = '{"op":"=","args":[{"property":"id"},"x"]}';
    for (const [text, field] of [
      [`{"filter":${'{"op":"not","args":['.repeat(depth)}${leaf}${']}'.repeat(depth)}}`, 'filter'],
      [`{"filter":"${'NOT '.repeat(depth)}true","filter-lang":"cql2-text"}`, 'filter'],
      [`{"filter":"${'('.repeat(depth)}true${')'.repeat(depth)}","filter-lang":"cql2-text"}`, 'filter'],
      [`{"filter":"1${'+(1'.repeat(depth)}${')'.repeat(depth)} > gsd","filter-lang":"cql2-text"}`, 'filter'],
      [`{"ids":${'['.repeat(depth)}${']'.repeat(depth)}}`, 'ids'],
      [`${'['.repeat(depth)}${']'.repeat(depth)}`, 'body'],
    ] as const) {
      const answer = await app.request('POST', '/search', { body: text });
      const { errors } = answer.json() as { errors: { field: string }[] };
      assert.deepEqual([answer.status, errors[0]?.field.split(/[.[ ]/)[0]], [400, field], text.slice(0, 60));
    }
  });

  it('filters of any width are answered or refused', async () => {
    const either = (count: number) => ({
      op: 'or',
      args: Array.from({ length: count }, (_, cloud) => ({ op: '<', args: [{ property: 'eo:cloud_cover' }, cloud] })),
    });
    for (const [count, status] of [
      [140, 200],
      [100_000, 400],
    ] as const) {
      for (const limit of [1, 2]) {
        const answer = await app.request('POST', '/search', { body: { filter: either(count), limit } });
        assert.equal(answer.status, status, answer.text);
      }
    }
  });

  it('intervals that are open at both ends, end before they start, or have no zone are refused', async () => {
    for (const datetime of [
      '..',
      '/',
      '../..',
      '2024-01-02/2024-01-01',
      '2024-01-01T00:00:00Z/2023-12-31T23:59:59.999999Z',
      '2024-01-01T00:00:00/..',
      '2024-01-01/2024-01-02/..',
    ])
      for (const answer of [
        await app.request('GET', `/search?datetime=${encodeURIComponent(datetime)}`),
        await app.request('POST', '/search', { body: { datetime } }),
        await app.request('POST', '/search', { body: { datetime: datetime.split('/') } }),
      ]) {
        const { errors } = answer.json() as { errors: { field: string }[] };
        assert.deepEqual([answer.status, errors[0]?.field.split('[')[0]], [400, 'datetime'], datetime);
      }
    for (const datetime of ['../2024-01-03', '/2024-01-03T23:59:59Z'])
      assert.equal(
        (await app.request('POST', '/search', { body: { datetime } })).text.includes('"numberReturned":3'),
        true,
      );
  });

  it('ids of any text are put, found, counted and deleted', async () => {
    const ids = [
      'é/a?b#c%25',
      '🛰️\u202e',
      "o'hara; DROP TABLE item; --",
      'c.id = @p0',
      '...',
      'a b\\c',
      '__proto__',
      '\u0000',
    ];
    await app.catalog.putItems(ids.map((id) => testItem('a', id, 20)));
    for (const id of ids) {
      const path = `/collections/a/items/${encodeURIComponent(id)}`;
      assert.equal(((await app.request('GET', path)).json() as { id: string }).id, id);
      const page = await app.request('POST', '/search', { body: { ids: [id], limit: 1 } });
      assert.match(page.text, /"numberMatched":1,"numberReturned":1/);
      const filter = { op: '=', args: [{ property: 'id' }, id] };
      assert.match((await app.request('POST', '/search', { body: { filter } })).text, /"numberMatched":1,/);
      assert.equal(await app.catalog.deleteItem('a', id), true);
    }
  });

  it('a polygon of 10 MB is too large; one of 100,000 positions is searched', async () => {
    const ring = (vertices: number) => {
      const positions = Array.from({ length: vertices }, (_, index) => {
        const turn = (index / vertices) * 2 * Math.PI;
        return [10 + Math.cos(turn), 50 + Math.sin(turn)];
      });
      return { type: 'Polygon', coordinates: [[...positions, positions[0]]] };
    };
    const tooLarge = await app.request('POST', '/search', { body: { intersects: ring(280_000) } });
    assert.equal(tooLarge.status, 413);
    const large = await app.request('POST', '/search', { body: { intersects: ring(99_999) } });
    assert.equal(large.status, 200, large.text);
    assert.equal((large.json() as { numberReturned: number }).numberReturned, 5);
  });
});
