import { decodePosition, encodePosition, type Position } from '../catalog/page-token.ts';
import { bboxIntersects } from '../geo/bbox.ts';
import { intervalsIntersect } from '../search/datetime.ts';
import { compileFilter } from '../search/evaluate.ts';
import { compareItems } from '../search/sort-items.ts';
import type { Collection } from './collection.ts';
import { collectionBoxes, collectionIntervals, collectionProbe, collectionTexts } from './collection-probe.ts';
import type { FreeText } from './free-text.ts';
import type { Item } from './item.ts';
import type { CollectionSearch } from './parse-collection-search.ts';

/** A page of collections, in the order asked for; positions are keysets, not sealed. */
export interface CollectionPage {
  readonly collections: readonly Collection[];
  readonly matched: number;
  readonly next: string | undefined;
  readonly prev: string | undefined;
}

/** Searches collections: a catalog has few enough to look at each.
 * @param token a position from `next` or `prev` of a page of the same search
 * @throws {InvalidInputError} a position of another order */
export function searchCollections(
  all: readonly Collection[],
  search: CollectionSearch,
  freeText: FreeText | undefined,
  token: string | undefined,
): CollectionPage {
  const order = compareItems(search.sortby);
  const matches = compile(search, freeText);
  const found = all
    .map((collection) => ({ collection, probe: collectionProbe(collection) }))
    .filter(({ collection, probe }) => matches(collection, probe))
    .sort((a, b) => order(a.probe, b.probe));
  const position = decodePosition({ sortby: search.sortby, ...(token === undefined ? {} : { token }) });
  const [start, end] = pageAt(
    found.map(({ probe }) => probe),
    search.limit,
    position,
    order,
  );
  const turn = (direction: Position['direction'], at: number) => {
    const item = found[at]?.probe;
    return item && encodePosition({ direction, inclusive: false, item }, search.sortby);
  };
  return {
    collections: found.slice(start, end).map(({ collection }) => collection),
    matched: found.length,
    next: end < found.length ? turn('next', end - 1) : undefined,
    prev: start > 0 ? turn('prev', start) : undefined,
  };
}

function compile(
  { bbox, datetime, filter }: CollectionSearch,
  freeText: FreeText | undefined,
): (collection: Collection, probe: Item) => boolean {
  const meets = filter && compileFilter(filter);
  return (collection, probe) =>
    (!bbox || collectionBoxes(collection).some((box) => bboxIntersects(box, bbox))) &&
    (!datetime || collectionIntervals(collection).some((interval) => intervalsIntersect(interval, datetime))) &&
    (!freeText || freeText(collectionTexts(collection))) &&
    (!meets || meets(probe));
}

/** @returns from where to before where the page goes */
function pageAt(
  sorted: readonly Item[],
  limit: number,
  position: Position | undefined,
  order: (a: Item, b: Item) => number,
): readonly [start: number, end: number] {
  if (!position) return [0, Math.min(limit, sorted.length)];
  if (position.direction === 'next') {
    const after = sorted.findIndex((item) => order(item, position.item) > 0);
    const start = after < 0 ? sorted.length : after;
    return [start, Math.min(start + limit, sorted.length)];
  }
  const before = sorted.findIndex((item) => order(item, position.item) >= 0);
  const end = before < 0 ? sorted.length : before;
  return [Math.max(0, end - limit), end];
}
