import type { SearchRequest } from '../search/search-request.ts';
import { compareItems } from '../search/sort-items.ts';
import { firstOfSync, type Selection } from './first-of.ts';
import { orderSql, type IndexOrder } from './index-order.ts';
import type { OpenItem } from './page.ts';
import type { Position } from './page-token.ts';
import type { CandidatePlan } from './sqlite-candidates.ts';
import { readAll } from './sqlite-read-all.ts';
import type { ItemReader } from './sqlite-rows.ts';

/** The first matches behind the position, a page and one more, in an order that the index sorts by: items are read as they
 * come, until the page is full. */
export function inIndexOrder(
  reader: ItemReader,
  request: SearchRequest,
  search: Selection,
  plan: CandidatePlan,
  order: IndexOrder,
): readonly OpenItem[] {
  const { matches, position } = search;
  const goesBack = position?.direction === 'prev';
  const found: OpenItem[] = [];
  for (const item of readSorted(reader, plan, order, position, 2 * request.limit)) {
    if (matches(item.probe)) found.push(item);
    if (found.length > request.limit) break;
  }
  const isFull = found.length > request.limit && order.cloudlessLast && !goesBack;
  if (!order.needsCloudCover || isFull) return found;
  const cloudless = firstOfSync(readAll(reader, plan, 'k.cloud IS NULL'), request, search);
  const compare = compareItems(request.sortby);
  const sign = goesBack ? -1 : 1;
  return [...found, ...cloudless].sort((a, b) => sign * compare(a.probe, b.probe)).slice(0, request.limit + 1);
}

/** Candidates behind a position, in the index's own order. @param few that will probably do: the index keeps no more then */
function* readSorted(
  reader: ItemReader,
  plan: CandidatePlan,
  order: IndexOrder,
  position: Position | undefined,
  few: number,
): Generator<OpenItem> {
  const { orderBy, after, values } = orderSql(order, position);
  const where = `${after} AND ${order.needsCloudCover ? 'k.cloud IS NOT NULL' : 'TRUE'}`;
  for (const [limit, offset] of [
    [few, 0],
    [-1, few],
  ] as const) {
    let rows = 0;
    for (const item of readAll(
      reader,
      plan,
      where,
      [...values, limit, offset],
      `ORDER BY ${orderBy} LIMIT ? OFFSET ?`,
    )) {
      rows++;
      yield item;
    }
    if (rows < few) return;
  }
}
