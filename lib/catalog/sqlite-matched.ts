import type { SearchRequest } from '../search/search-request.ts';
import type { Item } from '../stac/item.ts';
import { decideSearch } from './decide-search.ts';
import type { IndexBounds } from './index-bounds.ts';
import { isAlways, isNever } from './index-test.ts';
import type { Bucket, BucketCatalog } from './sqlite-buckets.ts';
import { planCandidates, type CandidatePlan, type NumberedCollection } from './sqlite-candidates.ts';
import { indexQuery } from './sqlite-index-query.ts';
import { readByIds, readRow, type ItemReader } from './sqlite-rows.ts';

/** What counting may cost. */
export interface CountBudget {
  /** Rows of the index to go through; about five take a microsecond. */
  readonly rows: number;
  /** Items to look at, where the index leaves it open whether they match; seventy take a millisecond. */
  readonly items: number;
}

/** A page of results must not wait for its count: half a millisecond. One who asks for a single item wants the count, as
 * pystac-client's `matched()` does, or has time for it: 15 ms. */
export function budgetOfPage({ limit, token }: SearchRequest): CountBudget | undefined {
  if (token !== undefined) return undefined;
  return limit === 1 ? { rows: 100_000, items: 1000 } : { rows: 2_000, items: 50 };
}

export interface Matching {
  readonly bounds: IndexBounds;
  readonly matches: (item: Item) => boolean;
  readonly collections: readonly NumberedCollection[];
}

/** How many items match, exactly; undefined when that costs more than the budget. Inside a read transaction, with fresh buckets. */
export function countMatched(
  context: ItemReader & { readonly buckets: BucketCatalog },
  request: SearchRequest,
  { bounds, matches, collections }: Matching,
  budget: CountBudget,
): number | undefined {
  const numbers = collections.map(({ c }) => c);
  if (bounds.ids) {
    if (bounds.ids.length * numbers.length > budget.items) return undefined;
    const found = readByIds(context, JSON.stringify(bounds.ids), JSON.stringify(numbers));
    return Iterator.from(found).reduce((count, { probe }) => count + Number(matches(probe)), 0);
  }
  const buckets = context.buckets.of(new Set(numbers));
  const decision = decideSearch(request);
  if (isAlways(decision.sure)) return buckets.reduce((sum, { items }) => sum + items, 0);
  // A page with more to come has more matches than its limit, and each would have to be looked at.
  if (isNever(decision.sure) && request.limit >= budget.items) return undefined;
  const plan = planCandidates(bounds, collections, buckets);
  if (!plan) return 0;
  // A guess; no use in starting on what is far too much.
  if (rowsWithin(plan, buckets) > 2 * budget.rows) return undefined;
  const query = indexQuery(context.database, plan, collections, decision);
  if (budget.rows < plan.rows && query.isLongerThan(budget.rows)) return undefined;
  const { sure, open } = query.count();
  if (open > budget.items) return undefined;
  if (open === 0) return sure;
  return query.openAtOnce().reduce((count, n) => {
    const item = readRow(context, n);
    return count + Number(item !== undefined && matches(item.probe));
  }, sure);
}

/** About how many rows a plan goes through, as if the items of each bucket were spread evenly over its time. */
function rowsWithin({ times, rows }: CandidatePlan, buckets: readonly Bucket[]): number {
  let [all, within] = [0, 0];
  for (const { items, first, last } of buckets) {
    all += items;
    if (first === null || last === null) continue;
    const overlap = Math.min(last, times.end) - Math.max(first, times.start);
    if (overlap >= 0) within += last > first ? (items * overlap) / (last - first) : items;
  }
  return all > 0 ? rows * (within / all) : 0;
}
