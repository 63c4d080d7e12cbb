import { compileSearch } from '../search/matches.ts';
import type { SearchRequest } from '../search/search-request.ts';
import type { Aggregation } from '../stac/aggregation.ts';
import { itemOutline } from '../stac/item-outline.ts';
import { outlineTallies, type TallyOptions } from '../stac/tallies.ts';
import { decideSearch } from './decide-search.ts';
import { indexBounds } from './index-bounds.ts';
import { planCandidates } from './sqlite-candidates.ts';
import { addSure, addTorn } from './sqlite-folds.ts';
import { indexQuery } from './sqlite-index-query.ts';
import { readByIds, readRow } from './sqlite-rows.ts';
import { numberedCollections, type SearchContext } from './sqlite-search.ts';

/** Aggregates all items that match from the index, looking only at items of which it leaves open whether they match, or in
 * which cell of a grid they are.
 * @param names of `outlineTallies`
 * @throws {InvalidInputError} */
export function aggregateSqlite(
  context: SearchContext,
  request: SearchRequest,
  names: readonly string[],
  options: TallyOptions,
): readonly Aggregation[] {
  const bounds = indexBounds(request);
  const matches = compileSearch(request);
  const tallies = names.map((name) => outlineTallies[name]!(name, options));
  context.database.read(() => {
    context.buckets.refresh();
    const collections = numberedCollections(context, bounds);
    const numbers = collections.map(({ c }) => c);
    if (bounds.ids) {
      for (const { probe } of readByIds(context, JSON.stringify(bounds.ids), JSON.stringify(numbers)))
        if (matches(probe)) for (const tally of tallies) tally.add(itemOutline(probe), 1);
      return;
    }
    const plan = planCandidates(bounds, collections, context.buckets.of(new Set(numbers)));
    if (!plan) return;
    const query = indexQuery(context.database, plan, collections, decideSearch(request));
    for (const [tally, tiles] of addSure(tallies, query, context.names)) {
      for (const n of addTorn(tally, tiles, query)) tally.add(itemOutline(readRow(context, n)!.probe), 1);
    }
    for (const [n] of query.open<readonly [number]>('k.n')) {
      const { probe } = readRow(context, n)!;
      if (matches(probe)) for (const tally of tallies) tally.add(itemOutline(probe), 1);
    }
  });
  return tallies.map(({ answer }) => answer());
}
