import type { Item } from '../stac/item.ts';
import { compareValues } from './evaluate-comparison.ts';
import { compareText } from './fold-text.ts';
import { propertyReader } from './item-property.ts';
import type { SortKey } from './search-request.ts';

/** A total order of items for a search's sort keys. Missing values come last in both directions; `datetime` of an item
 * that spans a time is its start; timestamps order as instants. Ties go by id, then collection, both ascending. */
export function compareItems(sortby: readonly SortKey[]): (a: Item, b: Item) => number {
  const keys = sortby.map(({ field, direction }) => ({ read: sortValue(field), sign: direction === 'desc' ? -1 : 1 }));
  return (a, b) => {
    for (const { read, sign } of keys) {
      const [x, y] = [read(a), read(b)];
      const [rankX, rankY] = [rankOf(x), rankOf(y)];
      // Only values that can be compared turn round with the direction: what is missing stays last.
      if (rankX !== rankY) return rankX - rankY;
      const order = sign * (compareValues(x, y) ?? 0);
      if (order !== 0) return order;
    }
    return compareText(a.id, b.id) || compareText(a.collection, b.collection);
  };
}

/** Reads what an item is sorted by. */
export function sortValue(field: string): (item: Item) => unknown {
  const read = propertyReader(field);
  return field === 'datetime' ? (item) => read(item) ?? item.properties['start_datetime'] : read;
}

/** Kinds don't compare with each other: numbers, then text, then booleans, then whatever has no order or isn't there. */
function rankOf(value: unknown): number {
  const rank = ['number', 'string', 'boolean'].indexOf(typeof value);
  return rank < 0 ? 3 : rank;
}
