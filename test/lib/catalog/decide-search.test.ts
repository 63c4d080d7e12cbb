import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { decideSearch } from '../../../lib/catalog/decide-search.ts';
import { indexKeyOf } from '../../../lib/catalog/index-key.ts';
import type { IndexColumn, IndexTest } from '../../../lib/catalog/index-test.ts';
import { bboxPolygon } from '../../../lib/geo/bbox.ts';
import { compileSearch } from '../../../lib/search/matches.ts';
import { parseSearchPost } from '../../../lib/search/parse-search.ts';
import type { Item } from '../../../lib/stac/item.ts';
import { item as anyItem, request as anyRequest } from '../../contract/catalog-arbitraries.ts';

type Row = Readonly<Record<IndexColumn, number | string | undefined>>;

/** What the stores keep of an item. */
function rowOf(item: Item): Row {
  const { time, span, cloudCover, extent = [] } = indexKeyOf(item);
  const [west, south, east, north] = extent;
  const [first, last] = [span?.start ?? time, span?.end ?? time];
  return {
    collection: item.collection,
    time,
    first,
    last,
    cloud: cloudCover ?? undefined,
    west,
    south,
    east,
    north,
  };
}

/** The test as SQL has it: nothing holds of a column without a value, except that it is missing. */
function holds(test: IndexTest, row: Row): boolean {
  if ('all' in test) return test.all.every((part) => holds(part, row));
  if ('any' in test) return test.any.some((part) => holds(part, row));
  const found = row[test.column];
  if (!('value' in test)) return (found === undefined) === (test.is === 'missing');
  if (found === undefined) return false;
  const relations = {
    '<': found < test.value,
    '<=': found <= test.value,
    '=': found === test.value,
    '<>': found !== test.value,
    '>=': found >= test.value,
    '>': found > test.value,
  };
  return relations[test.is];
}

const oddTimes = fc.constantFrom<Partial<Item['properties']>>(
  { datetime: '2024-02-29' },
  { datetime: '2024-02-29', end_datetime: '2024-03-02' },
  { datetime: '2024-03-05T00:00:00Z', start_datetime: '2024-02-28T00:00:00Z', end_datetime: '2024-03-01T00:00:00Z' },
  { datetime: null, start_datetime: '2024-03-04T00:00:00Z', end_datetime: '2024-03-01T00:00:00Z' },
  { datetime: null, end_datetime: '2024-03-01T00:00:00Z' },
  { datetime: 'yesterday', start_datetime: '2024-03-01T00:00:00Z' },
);
const oddItem = fc
  .tuple(anyItem, oddTimes)
  .map(([item, times]): Item => ({ ...item, properties: { ...item.properties, ...times } }));

describe('what the index says of a search', () => {
  it('is sure only of what matches, and leaves out only what does not', () => {
    const items = fc.array(fc.oneof({ weight: 3, arbitrary: anyItem }, oddItem), { minLength: 30, maxLength: 30 });
    fc.assert(
      fc.property(items, anyRequest, (given, request) => {
        const { collections: _collections, ...search } = request;
        const { sure, possible } = decideSearch(search);
        const matches = compileSearch(search);
        for (const item of given) {
          const row = rowOf(item);
          const told = JSON.stringify({ search, item, row });
          if (holds(sure, row)) assert.ok(matches(item), `sure: ${told}`);
          if (matches(item)) assert.ok(holds(possible, row), `possible: ${told}`);
        }
      }),
      { numRuns: 3000 },
    );
  });

  const scene = (properties: object, box: readonly [number, number, number, number] = [10, 50, 11, 51]): Item => {
    return {
      type: 'Feature',
      stac_version: '1.0.0',
      id: 'a',
      collection: 'c',
      geometry: bboxPolygon(box),
      properties: { datetime: '2024-05-05T10:00:00Z', 'eo:cloud_cover': 20, ...properties },
      links: [],
      assets: {},
    };
  };
  const clear = (below: number) => ({ op: '<', args: [{ property: 'eo:cloud_cover' }, below] });
  const europe = { type: 'Polygon', coordinates: [[[-10, 35], [30, 35], [30, 60], [-10, 60], [-10, 35]]] }; // prettier-ignore

  for (const [name, search, item, expected] of [
    ['a time inside an interval', { datetime: '2024-05-01/2024-05-31' }, scene({}), 'sure'],
    ['a time outside', { datetime: '2024-06-01/..' }, scene({}), 'no'],
    [
      'a span across the end of an interval',
      { datetime: '2024-05-01/2024-05-31' },
      scene({ start_datetime: '2024-05-30T00:00:00Z', end_datetime: '2024-06-02T00:00:00Z' }),
      'open',
    ],
    ['a cloud cover below', { filter: clear(25) }, scene({}), 'sure'],
    ['a cloud cover not below', { filter: { op: 'not', args: [clear(25)] } }, scene({}), 'no'],
    [
      'a cloud cover that may be the item’s own member',
      { filter: { op: '<', args: [{ property: 'properties.eo:cloud_cover' }, 25] } },
      scene({}),
      'open',
    ],
    ['no cloud cover', { filter: { op: 'not', args: [clear(25)] } }, scene({ 'eo:cloud_cover': null }), 'no'],
    ['query', { query: { 'eo:cloud_cover': { gte: 10, lt: 21 } } }, scene({}), 'sure'],
    ['query of numbers as text', { query: { 'eo:cloud_cover': { lt: '21' } } }, scene({}), 'sure'],
    ['a box inside a box', { bbox: [-10, 35, 30, 60] }, scene({}), 'sure'],
    ['a box inside a rectangle', { intersects: europe }, scene({}), 'sure'],
    ['a box on the edge of a box', { bbox: [10.5, 35, 30, 60] }, scene({}), 'open'],
    ['a box across ±180°', { bbox: [170, 35, -170, 60] }, scene({}, [179, 50, 181, 51]), 'sure'],
    ['a box at a pole', { bbox: [-180, 60, 180, 90] }, scene({}, [10, 88, 20, 90]), 'sure'],
    ['a property of no index', { filter: { op: '=', args: [{ property: 'platform' }, 'x'] } }, scene({}), 'open'],
    [
      'and, or and not of them',
      {
        filter: {
          op: 'and',
          args: [
            { op: 'or', args: [clear(5), { op: 'not', args: [clear(15)] }] },
            { op: 't_during', args: [{ property: 'datetime' }, { interval: ['2024-05-01', '2024-06-01'] }] },
          ],
        },
      },
      scene({}),
      'sure',
    ],
  ] as const)
    it(`${name}: ${expected}`, () => {
      const { sure, possible } = decideSearch(parseSearchPost({ 'filter-lang': 'cql2-json', ...search }).request);
      const row = rowOf(item);
      assert.equal(holds(sure, row) ? 'sure' : holds(possible, row) ? 'open' : 'no', expected);
    });
});
