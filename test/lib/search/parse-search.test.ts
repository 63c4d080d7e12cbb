import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { InvalidInputError } from '../../../lib/errors.ts';
import { formatCql2Text } from '../../../lib/search/cql2-format-text.ts';
import { parseSearchGet, parseSearchPost } from '../../../lib/search/parse-search.ts';
import { fieldsRefused } from './issues-of.ts';

const get = (query: string) => parseSearchGet(new URLSearchParams(query));
const point = { type: 'Point', coordinates: [1, 2] };
const newestFirst = [{ field: 'datetime', direction: 'desc' }];

describe('parseSearchGet', () => {
  it('nothing asked is everything, newest first', () => {
    assert.deepEqual(get(''), { request: { sortby: newestFirst, limit: 250 } });
    assert.equal(parseSearchGet(new URLSearchParams(), { limit: { default: 10 } }).request.limit, 10);
  });

  it('sort keys may stand behind a comma and a space', () => {
    const { request } = get('sortby=datetime, -id,%20%2Bcollection');
    assert.deepEqual(request.sortby, [
      { field: 'datetime', direction: 'asc' },
      { field: 'id', direction: 'desc' },
      { field: 'collection', direction: 'asc' },
    ]);
  });

  it('the + of a zone may have become a space', () => {
    const { request } = get('datetime=2024-01-01T02:00:00+02:00/2024-01-02T00:00:00-01:00');
    assert.deepEqual(request.datetime, { start: Date.parse('2024-01-01'), end: Date.parse('2024-01-02T01:00:00Z') });
    assert.deepEqual(
      fieldsRefused(() => get('datetime=2024-01-01+02:00')),
      ['datetime'],
    );
  });

  it('every parameter', () => {
    const { request, fields, token } = get(
      'ids=a,b&ids=c&collections=x,x&bbox=170,-10,0,-170,10,100&datetime=2024-01-01T00:00:00Z/..&limit=5000' +
        '&sortby=-properties.eo:cloud_cover,+id,collection&fields=id,%2Btype,-geometry&token=next:abc' +
        '&filter=eo:cloud_cover<10&filter-lang=cql2-text&filter-crs=http://www.opengis.net/def/crs/OGC/1.3/CRS84',
    );
    assert.deepEqual(request, {
      ids: ['a', 'b', 'c'],
      collections: ['x'],
      bbox: [170, -10, -170, 10],
      datetime: { start: Date.parse('2024-01-01'), end: Infinity },
      limit: 1000,
      sortby: [
        { field: 'eo:cloud_cover', direction: 'desc' },
        { field: 'id', direction: 'asc' },
        { field: 'collection', direction: 'asc' },
      ],
      filter: { op: '<', args: [{ property: 'eo:cloud_cover' }, { literal: 10 }] },
    });
    assert.deepEqual(fields, { include: ['id', 'type'], exclude: ['geometry'] });
    assert.equal(token, 'next:abc');
  });

  it('areas and queries as JSON; an empty `fields` asks for the default ones', () => {
    const { request, fields } = get(
      `intersects=${JSON.stringify(point)}&query=${JSON.stringify({ a: { eq: 1 } })}&fields=`,
    );
    assert.deepEqual(request.intersects, point);
    assert.equal(formatCql2Text(request.filter!), 'a = 1');
    assert.deepEqual(fields, { include: [], exclude: [] });
  });

  it('a filter may be JSON on GET', () => {
    const filter = JSON.stringify({ op: '=', args: [{ property: 'a' }, 1] });
    assert.equal(formatCql2Text(get(`filter-lang=cql2-json&filter=${filter}`).request.filter!), 'a = 1');
  });

  const refusals: readonly [query: string, fields: readonly string[]][] = [
    ['limit=10abc', ['limit']],
    ['limit=0', ['limit']],
    ['limit=-1', ['limit']],
    ['limit=1.5', ['limit']],
    ['limit=NaN', ['limit']],
    ['limit=Infinity', ['limit']],
    ['limit=1&limit=2', ['limit']],
    ['bbox=1,2,3', ['bbox']],
    ['bbox=1,2,3,x', ['bbox[3]']],
    ['bbox=1,2,3,', ['bbox[3]']],
    ['bbox=1,2,3,NaN', ['bbox[3]']],
    ['bbox=0,10,1,5', ['bbox']],
    ['bbox=0,0,1,95', ['bbox']],
    ['bbox=-200,0,1,1', ['bbox']],
    ['bbox=0,0,9,1,1,5', ['bbox']],
    ['datetime=2024-01-02/2024-01-01', ['datetime']],
    ['datetime=yesterday&limit=0&bbox=1', ['bbox', 'datetime', 'limit']],
    [`bbox=0,0,1,1&intersects=${JSON.stringify(point)}`, ['intersects']],
    ['intersects=POINT(1 2)', ['intersects']],
    ['intersects={"type":"Point","coordinates":[1]}', ['intersects.coordinates']],
    ['sortby=,', ['sortby[0].field']],
    ['filter=a=', ['filter']],
    ['filter=nosuch(a)=1', ['filter.args[0]']],
    ['filter-lang=sql&filter=a=1', ['filter-lang']],
    ['filter-crs=EPSG:3857&filter=a=1', ['filter-crs']],
    ['query={"a":{"nosuch":1}}', ['query.a.nosuch']],
    ['query={', ['query']],
  ];
  for (const [query, fields] of refusals)
    it(`refuses ${query.slice(0, 70)}`, () =>
      assert.deepEqual(
        fieldsRefused(() => get(query)),
        fields,
      ));
});

describe('parseSearchPost', () => {
  it('null, empty lists and unknown members are as if they were absent', () => {
    const body = {
      ids: [],
      collections: [],
      bbox: null,
      datetime: null,
      fields: null,
      conf: { nohydrate: true },
      context: 'on',
    };
    assert.deepEqual(parseSearchPost(body), { request: { sortby: newestFirst, limit: 250 } });
  });

  it('text that reads as a number in the query extension is compared as both: pystac-client sends every value as text', () => {
    const filter = (query: object) => formatCql2Text(parseSearchPost({ query }).request.filter!);
    assert.equal(filter({ 'eo:cloud_cover': { lt: '20' } }), "(eo:cloud_cover < '20') OR (eo:cloud_cover < 20)");
    assert.equal(filter({ row: { neq: '-3.5' } }), "(row <> '-3.5') OR (row <> -3.5)");
    assert.equal(filter({ tile: { eq: '31TGM' } }), "tile = '31TGM'");
  });

  it('the query extension becomes a filter, beside the one that is there', () => {
    const { request } = parseSearchPost({
      filter: { op: '=', args: [{ property: 'a' }, 1] },
      query: {
        'properties.eo:cloud_cover': { gte: 1, lt: 10 },
        platform: { startsWith: '50%', endsWith: 'b', contains: 'c_', in: ['x', 'y'], neq: null },
        constellation: { eq: null, neq: 'z' },
      },
    });
    assert.equal(
      formatCql2Text(request.filter!),
      String.raw`(a = 1) AND (eo:cloud_cover >= 1) AND (eo:cloud_cover < 10) AND (platform LIKE '50\%%') AND (platform LIKE '%b')` +
        String.raw` AND (platform LIKE '%c\_%') AND (platform IN ('x', 'y')) AND (NOT (platform IS NULL))` +
        ` AND (constellation IS NULL) AND (constellation <> 'z')`,
    );
  });

  it('sort keys, fields, text filters and pgstac’s pair of times', () => {
    const { request, fields } = parseSearchPost({
      sortby: [{ field: 'properties.datetime', direction: 'DESC' }, { field: 'id' }],
      fields: { includes: ['id'], exclude: null },
      'filter-lang': 'cql2-text',
      filter: 'a = 1',
      datetime: ['2011-08-16T00:00:00Z', '2011-08-17T00:00:00Z'],
    });
    assert.deepEqual(request.sortby, [...newestFirst, { field: 'id', direction: 'asc' }]);
    assert.deepEqual(fields, { include: ['id'], exclude: [] });
    assert.equal(request.datetime?.end, Date.parse('2011-08-17'));
  });

  const refusals: readonly [body: unknown, fields: readonly string[]][] = [
    [null, ['body']],
    [[], ['body']],
    ['x', ['body']],
    [{ limit: '5' }, ['limit']],
    [{ bbox: '0,0,1,1' }, ['bbox']],
    [{ bbox: [0, 0, '1', 1] }, ['bbox[2]']],
    [{ bbox: [0, 0, JSON.parse('1e400'), 1] }, ['bbox[2]']],
    [{ ids: 'a' }, ['ids']],
    [{ ids: ['a', 7] }, ['ids[1]']],
    [{ datetime: 2024 }, ['datetime']],
    [{ intersects: { type: 'Feature', geometry: point } }, ['intersects.type']],
    [{ sortby: 'id' }, ['sortby']],
    [{ sortby: [{ field: 'id', direction: 'up' }] }, ['sortby[0].direction']],
    [{ fields: { include: [1] } }, ['fields.include[0]']],
    [{ filter: 'a = 1', 'filter-lang': 'cql2-json' }, ['filter']],
    [{ filter: { op: 'like', args: [{ property: 'a' }, 5] } }, ['filter.args[1]']],
    [{ query: { a: 5 } }, ['query.a']],
    [{ query: { a: { in: 'x' } } }, ['query.a.in']],
    [{ query: { a: { lt: { b: 1 } } } }, ['query.a.lt']],
    [{ token: 5 }, ['token']],
  ];
  for (const [body, fields] of refusals)
    it(`refuses ${JSON.stringify(body).slice(0, 70)}`, () =>
      assert.deepEqual(
        fieldsRefused(() => parseSearchPost(body)),
        fields,
      ));

  it('whatever is sent, the answer is a search or names what is wrong', () => {
    const member = fc.constantFrom(
      'ids',
      'collections',
      'bbox',
      'intersects',
      'datetime',
      'limit',
      'sortby',
      'fields',
      'query',
      'filter',
      'filter-lang',
      'token',
    );
    const scrap = fc.oneof(
      fc.jsonValue(),
      fc.record({
        op: fc.constantFrom('and', '=', 's_within', 't_after', 'in', 'like', 'between'),
        args: fc.array(fc.jsonValue()),
      }),
      fc.record({ type: fc.constantFrom('Point', 'Polygon', 'GeometryCollection'), coordinates: fc.jsonValue() }),
    );
    fc.assert(
      fc.property(fc.dictionary(member, scrap), (body) => {
        for (const parse of [
          () => parseSearchPost(body),
          () =>
            get(
              Object.entries(body)
                .map(([k, v]) => `${k}=${encodeURIComponent(JSON.stringify(v))}`)
                .join('&'),
            ),
        ]) {
          try {
            parse();
          } catch (error) {
            assert.ok(error instanceof InvalidInputError, String(error));
            assert.ok(error.issues.every((issue) => issue.field.length > 0));
          }
        }
      }),
      { numRuns: 2000 },
    );
  });
});
