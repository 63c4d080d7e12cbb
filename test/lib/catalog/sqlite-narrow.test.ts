import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { indexBounds } from '../../../lib/catalog/index-bounds.ts';
import { indexKeyOf } from '../../../lib/catalog/index-key.ts';
import { alternativesOf, boundsWithin } from '../../../lib/catalog/sqlite-narrow.ts';
import { compileSearch } from '../../../lib/search/matches.ts';
import { parseSearchPost } from '../../../lib/search/parse-search.ts';
import { filter as anyFilter, item as anyItem } from '../../contract/catalog-arbitraries.ts';

function timesOf(text: string) {
  const { request } = parseSearchPost({ filter: text, 'filter-lang': 'cql2-text' });
  return boundsWithin(indexBounds(request), alternativesOf(request.filter)).time;
}

const first = Date.UTC(2024, 0, 1);
const second = Date.UTC(2024, 5, 1);

describe('bounds of alternatives', () => {
  it('reach from the first to the last of them', () => {
    const found = timesOf(
      "datetime = TIMESTAMP('2024-01-01T00:00:00Z') OR datetime = TIMESTAMP('2024-06-01T00:00:00Z')",
    );
    assert.deepEqual(found, { start: first, end: second });
  });

  it('are what stands beside them where that is narrower', () => {
    const either = "(datetime > TIMESTAMP('2024-01-01T00:00:00Z') OR datetime = TIMESTAMP('2023-01-01T00:00:00Z'))";
    const found = timesOf(`${either} AND t_before(datetime, TIMESTAMP('2024-06-01T00:00:00Z'))`);
    assert.deepEqual(found, { start: Date.UTC(2023, 0, 1), end: second });
  });

  it('are none where one of them says nothing of time', () => {
    assert.equal(timesOf("datetime = TIMESTAMP('2024-01-01T00:00:00Z') OR eo:cloud_cover < 5"), undefined);
  });

  it('turn with a negation', () => {
    const found = timesOf("NOT datetime < TIMESTAMP('2024-01-01T00:00:00Z')");
    assert.deepEqual(found, { start: first, end: Infinity });
  });

  it('hold every item that matches, whatever the filter', () => {
    fc.assert(
      fc.property(anyFilter, fc.array(anyItem, { minLength: 1, maxLength: 12 }), (filter, items) => {
        const request = { filter, sortby: [], limit: 1 };
        const { time } = boundsWithin(indexBounds(request), alternativesOf(filter));
        if (!time) return;
        for (const item of items.filter(compileSearch(request))) {
          const { span } = indexKeyOf(item);
          assert.ok(span && span.end >= time.start && span.start <= time.end, JSON.stringify({ filter, item, time }));
        }
      }),
      { numRuns: 3000 },
    );
  });
});
