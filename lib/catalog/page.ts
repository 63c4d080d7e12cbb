import type { SearchRequest } from '../search/search-request.ts';
import type { Item } from '../stac/item.ts';
import type { SearchPage, StoredItem } from './catalog.ts';
import { encodePosition, type Position } from './page-token.ts';

/** An item as a store reads it; `probe` is all that the refine and the order need. */
export interface OpenItem {
  readonly stored: StoredItem;
  readonly probe: Item;
}

/** Makes a page.
 * @param found the first matches after the position in its direction, one more than the limit when there are more
 * @param position where the page begins; absent for the first page */
export function makePage(
  { limit, sortby }: SearchRequest,
  found: readonly OpenItem[],
  position: Position | undefined,
): SearchPage {
  const kept = found.slice(0, limit);
  const goesBack = position?.direction === 'prev';
  const ordered = goesBack ? kept.reverse() : kept;
  const items = ordered.map(({ stored }) => stored);
  const hasMore = found.length > limit;
  const [hasNext, hasPrev] = goesBack ? [true, hasMore] : [hasMore, position !== undefined];
  // An empty page still leads back: to the position itself, which the page before it ended with.
  const [first, last] = [ordered[0]?.probe ?? position?.item, ordered.at(-1)?.probe ?? position?.item];
  const inclusive = items.length === 0 && position?.inclusive === false;
  return {
    items,
    ...(hasNext && last ? { next: encodePosition({ direction: 'next', inclusive, item: last }, sortby) } : {}),
    ...(hasPrev && first ? { prev: encodePosition({ direction: 'prev', inclusive, item: first }, sortby) } : {}),
    ...(!position && !hasMore ? { matched: items.length } : {}),
  };
}
