import type { SearchRequest } from '../search/search-request.ts';
import { indexBounds } from './index-bounds.ts';
import { searchSqlite, numberedCollections, type SearchContext } from './sqlite-search.ts';
import { planCandidates } from './sqlite-candidates.ts';

/** Candidates up to which counting them one by one is cheap. */
const few = 1000;

/** Counts what the buckets or a short search can tell. @throws {InvalidInputError} */
export function countSqlite(context: SearchContext, request: SearchRequest): number | undefined {
  const bounds = indexBounds(request);
  context.buckets.refresh();
  const collections = numberedCollections(context, bounds);
  const buckets = context.buckets.of(new Set(collections.map(({ c }) => c)));
  const { ids, bbox, intersects, datetime, filter } = request;
  if (!ids && !bbox && !intersects && !datetime && !filter) {
    return buckets.reduce((sum, { items }) => sum + items, 0);
  }
  const plan = bounds.ids ? undefined : planCandidates(bounds, collections, buckets);
  if (bounds.ids ? bounds.ids.length > few : plan && plan.rows > few) return undefined;
  const { token: _token, ...whole } = request;
  return searchSqlite(context, { ...whole, limit: few * collections.length }).items.length;
}
