import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { indexBounds } from '../../../lib/catalog/index-bounds.ts';
import { parseCql2Text } from '../../../lib/search/cql2-text.ts';
import type { SearchRequest } from '../../../lib/search/search-request.ts';

const plain: SearchRequest = { sortby: [{ field: 'datetime', direction: 'desc' }], limit: 10 };
const boundsOf = (filter: string) => indexBounds({ ...plain, filter: parseCql2Text(filter) });
const february = { start: Date.UTC(2024, 1, 1), end: Date.UTC(2024, 2, 1) };

describe('indexBounds', () => {
  it('takes cloud cover from conjunctions', () => {
    assert.deepEqual(boundsOf('eo:cloud_cover < 25').cloudCover, { start: -Infinity, end: 25 });
    assert.deepEqual(boundsOf('5 <= eo:cloud_cover AND "properties.eo:cloud_cover" < 25').cloudCover, {
      start: 5,
      end: 25,
    });
    assert.deepEqual(boundsOf('eo:cloud_cover BETWEEN 1 AND 2').cloudCover, { start: 1, end: 2 });
  });

  it('takes nothing from what may hold elsewhere', () => {
    for (const filter of ['eo:cloud_cover < 25 OR gsd = 10', 'NOT eo:cloud_cover < 25', 'eo:cloud_cover <> 25']) {
      assert.equal(boundsOf(filter).cloudCover, undefined, filter);
    }
    assert.deepEqual(boundsOf('S_DISJOINT(geometry, POINT(1 2))').areas, []);
    assert.equal(boundsOf("CASEI(id) = 'a'").ids, undefined);
  });

  it('takes ids and collections, those that all conditions leave', () => {
    assert.deepEqual(boundsOf("id IN ('a', 'b') AND id = 'b'").ids, ['b']);
    assert.deepEqual(
      indexBounds({ ...plain, collections: ['x', 'y'], filter: parseCql2Text("collection = 'y'") }).collections,
      ['y'],
    );
  });

  it('takes the smallest of many areas, since each is a part of the query', () => {
    const boxes = Array.from({ length: 1200 }, (_, n) => `S_INTERSECTS(geometry, BBOX(0, 0, ${1200 - n}e-3, 10))`);
    const { areas } = boundsOf(boxes.join(' AND '));
    assert.deepEqual(
      areas.map(([, , east]) => east),
      [1001, 2001, 3001, 4001, 5001, 6001, 7001, 8001],
    );
  });

  it('takes areas in microdegrees, a little wider', () => {
    const [area] = boundsOf('S_INTERSECTS(geometry, BBOX(170, 0, -170, 10))').areas;
    assert.deepEqual(area, [-190_000_001, -1, -169_999_999, 10_000_001]);
  });

  it('takes times, with a day of grace for comparisons', () => {
    const during = boundsOf("T_INTERSECTS(datetime, INTERVAL('2024-02-01T00:00:00Z', '2024-03-01T00:00:00Z'))");
    assert.deepEqual(during.time, february);
    const after = boundsOf("datetime >= TIMESTAMP('2024-02-01T00:00:00Z')");
    assert.deepEqual(after.time, { start: february.start - 86_400_000, end: Infinity });
    assert.deepEqual(indexBounds({ ...plain, datetime: february }).time, february);
  });
});
