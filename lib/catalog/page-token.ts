import { z } from 'zod';
import { invalid } from '../errors.ts';
import type { SearchRequest, SortKey } from '../search/search-request.ts';
import type { Item, ItemProperties } from '../stac/item.ts';
import { normalizeProperty } from '../search/item-property.ts';
import { sortValue } from '../search/sort-items.ts';

/** A place between two items in a sort order. */
export interface Position {
  readonly direction: 'next' | 'prev';
  /** Whether the item at the position itself belongs to the page. */
  readonly inclusive: boolean;
  /** An item of which only what the order looks at is known. */
  readonly item: Item;
}

const tokenSchema = z.tuple([
  z.enum(['next', 'prev']),
  z.boolean(),
  z.string().describe('the sort order it belongs to'),
  z.array(z.json()),
  z.string(),
  z.string(),
]);

/** @returns the position as text: base64url of JSON, not signed */
export function encodePosition({ direction, inclusive, item }: Position, sortby: readonly SortKey[]): string {
  const values = sortby.map(({ field }) => scalar(sortValue(field)(item)));
  const content = [direction, inclusive, orderText(sortby), values, item.id, item.collection];
  return Buffer.from(JSON.stringify(content)).toString('base64url');
}

/** @throws {InvalidInputError} when it isn't a token, or one of another sort order */
export function decodePosition({ token, sortby }: Pick<SearchRequest, 'token' | 'sortby'>): Position | undefined {
  if (token === undefined) return undefined;
  const parsed = tokenSchema.safeParse(readJson(token));
  if (!parsed.success) throw invalid('token', 'not a page token');
  const [direction, inclusive, order, values, id, collection] = parsed.data;
  if (order !== orderText(sortby) || values.length !== sortby.length) {
    throw invalid('token', 'belongs to a search with another sort order');
  }
  const known = Object.fromEntries(sortby.map(({ field }, index) => [normalizeProperty(field), values[index] ?? null]));
  return { direction, inclusive, item: standIn(id, collection, { datetime: null, ...known }) };
}

/** An item that sorts where the real one did. */
function standIn(id: string, collection: string, properties: ItemProperties): Item {
  return { type: 'Feature', stac_version: '1.0.0', id, collection, geometry: null, properties, links: [], assets: {} };
}

/** Objects have no order, as if they were missing. */
function scalar(value: unknown): unknown {
  return typeof value === 'object' ? null : (value ?? null);
}

function orderText(sortby: readonly SortKey[]): string {
  return sortby.map(({ field, direction }) => `${direction === 'asc' ? '+' : '-'}${field}`).join();
}

function readJson(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString()) as unknown;
  } catch (cause) {
    throw invalid('token', 'not a page token', { cause });
  }
}
