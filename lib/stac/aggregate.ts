import { setImmediate } from 'node:timers/promises';
import type { Catalog } from '../catalog/catalog.ts';
import { BusyError } from '../errors.ts';
import type { SearchRequest } from '../search/search-request.ts';
import { frequencies, type Aggregation } from './aggregation.ts';
import { timeOf } from './item-outline.ts';
import { isoOf, outlineTallies, tallies, type Tally, type TallyOptions } from './tallies.ts';

/** What one request may cost: items looked at, and milliseconds. */
export interface AggregateBudget {
  readonly items: number;
  readonly time: number;
}

const budgetOfARequest: AggregateBudget = { items: 250_000, time: 20_000 };

const pageSize = 1000;

/** Aggregates the items that a search finds, in the order of `names`. What the catalog's index knows comes from there;
 * everything else looks at each item, between which other requests get their turn.
 * @param names of `tallies`
 * @throws {BusyError} when there are more items than the budget allows: the search must be narrower */
export async function aggregate(
  catalog: Catalog,
  request: SearchRequest,
  names: readonly string[],
  options: TallyOptions,
  budget: AggregateBudget = budgetOfARequest,
): Promise<readonly Aggregation[]> {
  const answers = new Map<string, Aggregation>();
  for (const name of names) {
    const known = await fromIndex(catalog, request, name);
    if (known) answers.set(name, known);
  }
  const unanswered = () => names.filter((name) => !answers.has(name));
  const outlines = unanswered().filter((name) => Object.hasOwn(outlineTallies, name));
  const outlined = outlines.length > 0 ? await catalog.aggregate(request, outlines, options) : [];
  for (const answer of outlined) answers.set(answer.name, answer);
  const rest = unanswered().map((name) => tallies[name]!(name, options));
  if (rest.length > 0) await lookAtEach(catalog, request, rest, budget);
  for (const tally of rest) {
    const answer = tally.answer();
    answers.set(answer.name, answer);
  }
  return names.map((name) => answers.get(name)!);
}

async function lookAtEach(
  catalog: Catalog,
  request: SearchRequest,
  tallies: readonly Tally[],
  budget: AggregateBudget,
): Promise<void> {
  const known = await catalog.count(request);
  if (known !== undefined && known > budget.items) throw tooMuch(budget.items);
  let seen = 0;
  const end = performance.now() + budget.time;
  const scan = { ...request, sortby: [{ field: 'datetime', direction: 'desc' }], limit: pageSize } as const;
  for (let token: string | undefined; ;) {
    const page = await catalog.search(token === undefined ? scan : { ...scan, token });
    for (const stored of page.items) {
      const item = stored.item();
      for (const tally of tallies) tally.add(item);
    }
    seen += page.items.length;
    page.release?.();
    token = page.next;
    if (token === undefined) return;
    if (seen >= budget.items || performance.now() > end) throw tooMuch(seen);
    await setImmediate();
  }
}

function tooMuch(seen: number): BusyError {
  const message = `More than ${seen} items match, which is too many to look at each; narrow the search by collections, area or datetime`;
  return new BusyError(503, message, 60);
}

/** What the store answers without looking at every item; undefined when it can't. */
async function fromIndex(catalog: Catalog, request: SearchRequest, name: string): Promise<Aggregation | undefined> {
  if (name === 'total_count') {
    const value = await catalog.count(request);
    return value === undefined ? undefined : { name, data_type: 'integer', value };
  }
  if (name === 'datetime_min' || name === 'datetime_max') {
    const direction = name === 'datetime_min' ? 'asc' : 'desc';
    const page = await catalog.search({ ...request, sortby: [{ field: 'datetime', direction }], limit: 1 });
    const at = page.items[0] && timeOf(page.items[0].item());
    return { name, data_type: 'datetime', value: at === undefined ? null : isoOf(at) };
  }
  if (name !== 'collection_frequency') return undefined;
  const collections = request.collections ?? (await catalog.listCollections()).map(({ id }) => id);
  const counts = new Map<string, number>();
  for (const id of collections) {
    const count = await catalog.count({ ...request, collections: [id] });
    if (count === undefined) return undefined;
    counts.set(id, count);
  }
  const matched = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return frequencies(name, counts, matched);
}
