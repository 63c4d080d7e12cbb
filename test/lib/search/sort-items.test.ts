import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { compareItems } from '../../../lib/search/sort-items.ts';
import type { SortKey } from '../../../lib/search/search-request.ts';
import { anItem } from './an-item.ts';

const order = (items: ReturnType<typeof anItem>[], ...sortby: SortKey[]) =>
  items.toSorted(compareItems(sortby)).map((item) => item.id);
const withCloud = (id: string, cloud?: unknown) => anItem({ id, properties: { 'eo:cloud_cover': cloud } });

describe('compareItems', () => {
  it('what is missing comes last, whichever way', () => {
    const items = [withCloud('none'), withCloud('low', 1), withCloud('null', null), withCloud('high', 90)];
    assert.deepEqual(order(items, { field: 'eo:cloud_cover', direction: 'asc' }), ['low', 'high', 'none', 'null']);
    assert.deepEqual(order(items, { field: 'eo:cloud_cover', direction: 'desc' }), ['high', 'low', 'none', 'null']);
  });

  it('times order as instants, spans by their start', () => {
    const items = [
      anItem({ id: 'noon', properties: { datetime: '2024-06-01T12:00:00Z' } }),
      anItem({ id: 'eleven', properties: { datetime: '2024-06-01T13:00:00+02:00' } }),
      anItem({ id: 'span', properties: { datetime: null, start_datetime: '2024-06-01T11:30:00Z' } }),
    ];
    assert.deepEqual(order(items, { field: 'datetime', direction: 'desc' }), ['noon', 'span', 'eleven']);
  });

  it('ties go by id, then collection', () => {
    const items = [
      anItem({ id: 'b', collection: 'x' }),
      anItem({ id: 'a', collection: 'y' }),
      anItem({ id: 'a', collection: 'x' }),
    ];
    const sorted = items.toSorted(compareItems([{ field: 'datetime', direction: 'desc' }]));
    assert.deepEqual(
      sorted.map((item) => item.id + item.collection),
      ['ax', 'ay', 'bx'],
    );
  });

  it('is a total order over values of any kind', () => {
    const value = fc.oneof(
      fc.integer(),
      fc.string(),
      fc.boolean(),
      fc.constant(null),
      fc.constant(undefined),
      fc.constant({}),
      fc.constantFrom('2024-06-01T12:00:00Z', '2024-06-01T13:00:00+02:00', '2024-06-01T12:30:00', '2024-06-01T12:3x'),
    );
    const item = fc.tuple(fc.string(), value).map(([id, cloud]) => withCloud(id, cloud));
    const compare = compareItems([{ field: 'eo:cloud_cover', direction: 'desc' }]);
    fc.assert(
      fc.property(item, item, item, (a, b, c) => {
        assert.equal(Math.sign(compare(a, b)), -Math.sign(compare(b, a)) + 0);
        if (compare(a, b) <= 0 && compare(b, c) <= 0) assert.ok(compare(a, c) <= 0);
      }),
      { numRuns: 3000 },
    );
  });
});
