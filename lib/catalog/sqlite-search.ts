import { compileSearch } from '../search/matches.ts';
import type { SearchRequest } from '../search/search-request.ts';
import { compareText } from '../search/fold-text.ts';
import type { Item } from '../stac/item.ts';
import type { SearchPage } from './catalog.ts';
import { firstOfSync } from './first-of.ts';
import { indexBounds, type IndexBounds } from './index-bounds.ts';
import { indexKeyOf } from './index-key.ts';
import { indexOrder } from './index-order.ts';
import { makePage, type OpenItem } from './page.ts';
import { decodePosition, type Position } from './page-token.ts';
import type { BucketCatalog } from './sqlite-buckets.ts';
import { planCandidates, type CandidatePlan, type NumberedCollection } from './sqlite-candidates.ts';
import { inIndexOrder } from './sqlite-index-order.ts';
import { budgetOfPage, countMatched } from './sqlite-matched.ts';
import { alternativesOf, boundsWithin, planWithin } from './sqlite-narrow.ts';
import { readAll } from './sqlite-read-all.ts';
import { readByIds, readRow, type ItemReader } from './sqlite-rows.ts';
import { scanByTime, type ScanStart } from './sqlite-scan.ts';
import { reversed, timeOrder, type TimeOrder } from './time-order.ts';

export interface SearchContext extends ItemReader {
  readonly buckets: BucketCatalog;
}

/** One page, read from one state of the database. @throws {InvalidInputError} */
export function searchSqlite(context: SearchContext, request: SearchRequest): SearchPage {
  const position = decodePosition(request);
  const bounds = indexBounds(request);
  const matches = compileSearch(request);
  return context.database.read(() => {
    context.buckets.refresh();
    const collections = numberedCollections(context, bounds);
    const found = findItems(context, request, { bounds, matches, collections, position });
    const page = makePage(request, found, position);
    const budget = budgetOfPage(request);
    if (!budget || page.matched !== undefined) return page;
    const matched = countMatched(context, request, { bounds, matches, collections }, budget);
    return matched === undefined ? page : { ...page, matched };
  });
}

interface Search {
  readonly bounds: IndexBounds;
  readonly matches: (item: Item) => boolean;
  readonly collections: readonly NumberedCollection[];
  readonly position: Position | undefined;
}

/** The matches after the position in its direction: a page and one more, if there are as many. */
function findItems(context: SearchContext, request: SearchRequest, search: Search): readonly OpenItem[] {
  const { bounds, collections } = search;
  const numbers = collections.map(({ c }) => c);
  if (bounds.ids) {
    return firstOfSync(readByIds(context, JSON.stringify(bounds.ids), JSON.stringify(numbers)), request, search);
  }
  const test = alternativesOf(request.filter);
  const planned = planCandidates(boundsWithin(bounds, test), collections, context.buckets.of(new Set(numbers)));
  if (!planned) return [];
  const plan = planWithin(planned, test, collections);
  const byTime = timeOrder(request.sortby);
  if (byTime) return inTimeOrder(context, request, search, plan, byTime);
  const byIndex = indexOrder(request.sortby, (id) => rankOf(id, collections));
  return byIndex
    ? inIndexOrder(context, request, search, plan, byIndex)
    : firstOfSync(readAll(context, plan), request, search);
}

function inTimeOrder(
  context: SearchContext,
  { limit }: SearchRequest,
  { matches, position, collections }: Search,
  plan: CandidatePlan,
  order: TimeOrder,
): readonly OpenItem[] {
  const goesBack = position?.direction === 'prev';
  const direction = { ...(goesBack ? reversed(order) : order), goesBack };
  const found: OpenItem[] = [];
  const start = position && scanStart(position, collections);
  for (const { n } of scanByTime(context.database, plan, direction, start, limit + 1)) {
    const item = readRow(context, n);
    if (!item || !matches(item.probe)) continue;
    found.push(item);
    if (found.length > limit) break;
  }
  return found;
}

function scanStart({ item, inclusive }: Position, collections: readonly NumberedCollection[]): ScanStart {
  return { t: indexKeyOf(item).time, id: item.id, rank: rankOf(item.collection, collections), inclusive };
}

/** A collection that isn't searched sorts between two that are. */
function rankOf(collection: string, collections: readonly NumberedCollection[]): number {
  const at = collections.findIndex(({ id }) => compareText(id, collection) >= 0);
  if (at < 0) return collections.length;
  return collections[at]?.id === collection ? at : at - 0.5;
}

/** In the order of their ids, which is how ties are broken. */
export function numberedCollections({ database }: SearchContext, bounds: IndexBounds): readonly NumberedCollection[] {
  const all = database.prepare('SELECT c, id FROM collection ORDER BY id').all() as unknown as NumberedCollection[];
  const wanted = bounds.collections && new Set(bounds.collections);
  return wanted ? all.filter(({ id }) => wanted.has(id)) : all;
}
