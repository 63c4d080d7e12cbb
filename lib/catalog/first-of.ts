import type { SearchRequest } from '../search/search-request.ts';
import { compareItems } from '../search/sort-items.ts';
import type { Item } from '../stac/item.ts';
import type { OpenItem } from './page.ts';
import type { Position } from './page-token.ts';
import { topItems, type TopItems } from './top-items.ts';

export interface Selection {
  readonly matches: (item: Item) => boolean;
  readonly position: Position | undefined;
}

/** For orders that no index has: looks at every candidate and keeps the first that match, a page and one more. */
export async function firstOf(
  candidates: AsyncIterable<OpenItem>,
  request: SearchRequest,
  selection: Selection,
): Promise<readonly OpenItem[]> {
  const { offer, top } = selector(request, selection);
  for await (const candidate of candidates) offer(candidate);
  return top.list();
}

/** `firstOf` for a store that reads without waiting. */
export function firstOfSync(
  candidates: Iterable<OpenItem>,
  request: SearchRequest,
  selection: Selection,
): readonly OpenItem[] {
  const { offer, top } = selector(request, selection);
  for (const candidate of candidates) offer(candidate);
  return top.list();
}

function selector(
  { limit, sortby }: SearchRequest,
  { matches, position }: Selection,
): { offer: (candidate: OpenItem) => void; top: TopItems<OpenItem> } {
  const sign = position?.direction === 'prev' ? -1 : 1;
  const order = compareItems(sortby);
  const compare = (a: Item, b: Item) => sign * order(a, b);
  const top = topItems<OpenItem>(limit + 1, (a, b) => compare(a.probe, b.probe));
  const offer = (candidate: OpenItem): void => {
    const steps = position ? compare(candidate.probe, position.item) : 1;
    if (steps < 0 || (steps === 0 && position?.inclusive === false)) return;
    if (top.wants(candidate) && matches(candidate.probe)) top.add(candidate);
  };
  return { offer, top };
}
