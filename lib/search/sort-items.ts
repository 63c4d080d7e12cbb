import type { Item } from '../stac/item.ts';
import { instantOfValue } from './datetime.ts';
import { compareText } from './fold-text.ts';
import { propertyReader } from './item-property.ts';
import type { SortKey } from './search-request.ts';

/** A total order of items for a search's sort keys. Missing values come last in both directions; `datetime` of an item
 * that spans a time is its start. Kinds don't compare with each other: numbers come first, then timestamps as instants,
 * other text by code point, booleans. Ties go by id, then collection, both ascending. */
export function compareItems(sortby: readonly SortKey[]): (a: Item, b: Item) => number {
  const keys = sortby.map(({ field, direction }) => ({
    read: sortableOf(field),
    sign: direction === 'desc' ? -1 : 1,
  }));
  return (a, b) => {
    for (const { read, sign } of keys) {
      const [x, y] = [read(a), read(b)];
      // What is missing stays last, whichever way the rest is turned.
      if (x === undefined || y === undefined) {
        if (x !== y) return x === undefined ? 1 : -1;
        continue;
      }
      const order = x.rank - y.rank || compareSame(x.value, y.value);
      if (order !== 0) return sign * order;
    }
    return compareText(a.id, b.id) || compareText(a.collection, b.collection);
  };
}

/** Reads what an item is sorted by. */
export function sortValue(field: string): (item: Item) => unknown {
  const read = propertyReader(field);
  return field === 'datetime' ? (item) => read(item) ?? item.properties['start_datetime'] : read;
}

/** `datetime` is a time however it is written, or nothing; names are text even when they look like times. */
function sortableOf(field: string): (item: Item) => Sortable | undefined {
  const read = sortValue(field);
  if (field === 'datetime') return (item) => sortable(instantOfValue(read(item))?.first);
  if (field === 'id' || field === 'collection') return (item) => ({ rank: 2, value: String(read(item)) });
  return (item) => sortable(read(item));
}

interface Sortable {
  readonly rank: number;
  readonly value: number | string;
}

/** Timestamps get a rank of their own: among other text, comparing some as instants would not be an order. */
function sortable(value: unknown): Sortable | undefined {
  if (typeof value === 'number') return { rank: 0, value };
  if (typeof value === 'boolean') return { rank: 3, value: Number(value) };
  if (typeof value !== 'string') return undefined;
  const instant = value[10] === 'T' ? instantOfValue(value) : undefined;
  return instant ? { rank: 1, value: instant.first } : { rank: 2, value };
}

function compareSame(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return compareText(String(a), String(b));
}
