import type { SortKey } from '../search/search-request.ts';
import type { Item } from '../stac/item.ts';
import { indexKeyOf, noTime } from './index-key.ts';
import type { Position } from './page-token.ts';

/** One column of an order, from the first to the last item. */
export interface OrderTerm {
  readonly sql: string;
  readonly direction: SortKey['direction'];
  /** What the item at a position has there; `Infinity` where it comes after, or before, all that have a value. */
  readonly valueOf: (item: Item) => number | string;
}

/** An order that a covering index can sort by without reading an item. */
export interface IndexOrder {
  readonly terms: readonly OrderTerm[];
  /** Whether it looks at cloud cover, so that it only holds for items where that is a number. */
  readonly needsCloudCover: boolean;
  /** Whether items without such a number come after all others. */
  readonly cloudlessLast: boolean;
}

/** @param rankOf the place of an item's collection among those that are searched
 * @returns undefined when the order looks at what the index doesn't hold */
export function indexOrder(sortby: readonly SortKey[], rankOf: (collection: string) => number): IndexOrder | undefined {
  const asked = sortby.filter(({ field }, at) => sortby.findIndex((key) => key.field === field) === at);
  const missing = ['id', 'collection'].filter((field) => asked.every((key) => key.field !== field));
  const keys = [...asked, ...missing.map((field) => ({ field, direction: 'asc' }) as const)];
  const terms = keys.map((key) => termsOf(key, rankOf));
  if (terms.some((found) => found === undefined)) return undefined;
  const [first] = keys;
  return {
    terms: terms.flatMap((found) => found ?? []),
    needsCloudCover: keys.some(({ field }) => field === cloudCover),
    cloudlessLast: first?.field === cloudCover && first.direction === 'asc',
  };
}

const cloudCover = 'eo:cloud_cover';

function termsOf(
  { field, direction }: SortKey,
  rankOf: (collection: string) => number,
): readonly OrderTerm[] | undefined {
  if (field === 'id') return [{ sql: 'k.id', direction, valueOf: ({ id }) => id }];
  if (field === 'collection')
    return [{ sql: 'range.value ->> 1', direction, valueOf: ({ collection }) => rankOf(collection) }];
  if (field === 'datetime') {
    const time = (item: Item) => indexKeyOf(item).time;
    // Items without a time are last in both directions.
    const isTimeless = (item: Item) => Number(time(item) === noTime);
    return [
      { sql: `(k.t = ${noTime})`, direction: 'asc', valueOf: isTimeless },
      { sql: 'k.t', direction, valueOf: time },
    ];
  }
  if (field !== cloudCover) return undefined;
  return [{ sql: 'k.cloud', direction, valueOf: (item) => cloudPlace(item, direction) }];
}

/** Text and the like sort after numbers, and turn with the direction; what is missing is last in both. */
function cloudPlace(item: Item, direction: SortKey['direction']): number {
  const value = item.properties[cloudCover];
  if (typeof value === 'number') return value;
  const isMissing = value === undefined || value === null;
  return isMissing && direction === 'desc' ? -Infinity : Infinity;
}

/** ORDER BY, and what it takes to lie behind a position. @param goesBack reads the order from its end */
export function orderSql(
  { terms }: IndexOrder,
  position: Position | undefined,
): { readonly orderBy: string; readonly after: string; readonly values: readonly (number | string)[] } {
  const goesBack = position?.direction === 'prev';
  const directed = terms.map(({ sql, direction }) => ({ sql, isUp: (direction === 'asc') !== goesBack }));
  const orderBy = directed.map(({ sql, isUp }) => `${sql} ${isUp ? 'ASC' : 'DESC'}`).join(', ');
  if (!position) return { orderBy, after: 'TRUE', values: [] };
  const places = terms.map(({ valueOf }) => valueOf(position.item));
  const equal = directed.map(({ sql }) => `${sql} = ?`);
  const alternatives = directed.map(({ sql, isUp }, at) => [...equal.slice(0, at), `${sql} ${isUp ? '>' : '<'} ?`]);
  const values = directed.flatMap((_, at) => places.slice(0, at + 1));
  if (position.inclusive) {
    alternatives.push(equal);
    values.push(...places);
  }
  return { orderBy, after: `(${alternatives.map((all) => all.join(' AND ')).join(' OR ')})`, values };
}
