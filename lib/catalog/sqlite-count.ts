import { compileSearch } from '../search/matches.ts';
import type { SearchRequest } from '../search/search-request.ts';
import { indexBounds } from './index-bounds.ts';
import { countMatched, type CountBudget } from './sqlite-matched.ts';
import { numberedCollections, type SearchContext } from './sqlite-search.ts';

/** As much as the time of a search allows. */
const budget: CountBudget = { rows: 40_000_000, items: 50_000 };

/** Counts what the index can tell, looking at few items. @throws {InvalidInputError} */
export function countSqlite(context: SearchContext, request: SearchRequest): number | undefined {
  const bounds = indexBounds(request);
  const matches = compileSearch(request);
  return context.database.read(() => {
    context.buckets.refresh();
    const collections = numberedCollections(context, bounds);
    return countMatched(context, request, { bounds, matches, collections }, budget);
  });
}
