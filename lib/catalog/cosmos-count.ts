import type { SqlParameter } from '@azure/cosmos';
import type { SearchRequest } from '../search/search-request.ts';
import type { Aggregation } from '../stac/aggregation.ts';
import type { ItemOutline } from '../stac/item-outline.ts';
import { outlineTallies, type OutlineTally, type TallyOptions } from '../stac/tallies.ts';
import type { ItemDocument } from './cosmos-item.ts';
import { planCosmos } from './cosmos-search.ts';
import type { Range } from './cosmos-scan.ts';
import type { WriteContext } from './cosmos-write.ts';
import { decideSearch } from './decide-search.ts';
import { noTime } from './index-key.ts';
import { isAlways, testText, type IndexColumn, type IndexTest } from './index-test.ts';

/** Counts with COUNT queries over what is indexed, where that decides exactly; no document is read.
 * @returns undefined when the index leaves items open
 * @throws {InvalidInputError} */
export async function countCosmos(context: WriteContext, request: SearchRequest): Promise<number | undefined> {
  if (request.ids) return undefined;
  const { bounds, ranges } = await planCosmos(context, request);
  if (bounds.ids) return undefined;
  const { sure, possible } = decideSearch(request);
  const total = await countRanges(context, ranges, possible);
  return sure === possible || total === (await countRanges(context, ranges, sure)) ? total : undefined;
}

/** Documents of which a projection is read at most. */
const mostRows = 250_000;

/** Aggregates what the index knows exactly, by a projection of it a tenth of a kilobyte each.
 * @returns answers to those of `names` that can be had so; none where the index leaves items open, or there are too many */
export async function aggregateCosmos(
  context: WriteContext,
  request: SearchRequest,
  names: readonly string[],
  options: TallyOptions,
): Promise<readonly Aggregation[]> {
  const tallies = names
    .map((name) => outlineTallies[name]!(name, options))
    // In which cell of a grid an item is depends on more digits than the index has.
    .filter(({ of }) => typeof of === 'string');
  const count = tallies.length > 0 ? await countCosmos(context, request) : undefined;
  if (count === undefined) return [];
  const totals = tallies.filter(({ of }) => of === 'nothing');
  for (const tally of totals) tally.add(outlineOf({ c: '', t: noTime }), count);
  const others = count > mostRows ? [] : tallies.filter(({ of }) => of !== 'nothing');
  if (others.length > 0) await projectInto(others, context, request);
  return [...totals, ...others].map(({ answer }) => answer());
}

type Row = Pick<ItemDocument, 'c' | 't' | 'cloud'>;

async function projectInto(
  tallies: readonly OutlineTally[],
  context: WriteContext,
  request: SearchRequest,
): Promise<void> {
  const { ranges } = await planCosmos(context, request);
  const { possible } = decideSearch(request);
  for (const range of ranges) {
    const rows = context.containers.items.items.query<Row>(rangeText('c.c, c.t, c.cloud', range, possible), {
      maxItemCount: 1000,
    });
    for await (const { resources } of rows.getAsyncIterator())
      for (const row of resources) for (const tally of tallies) tally.add(outlineOf(row), 1);
  }
}

function outlineOf({ c, t, cloud }: Row): ItemOutline {
  return { collection: c, time: t === noTime ? undefined : t, cloudCover: cloud, cell: () => undefined };
}

async function countRanges({ containers }: WriteContext, ranges: readonly Range[], test: IndexTest): Promise<number> {
  const counts = ranges.map(async (range) => {
    const { resources } = await containers.items.items
      .query<number>(rangeText('VALUE COUNT(1)', range, test))
      .fetchAll();
    return resources[0] ?? 0;
  });
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

function rangeText(select: string, range: Range, test: IndexTest): { query: string; parameters: SqlParameter[] } {
  const parameters: SqlParameter[] = [];
  const bind = (value: string | number): string => {
    parameters.push({ name: `@p${parameters.length}`, value });
    return `@p${parameters.length - 1}`;
  };
  const where = [`c.${range.field} = ${bind(range.value)}`];
  if (!isAlways(test)) {
    const column = (name: IndexColumn) => columns[name];
    where.push(testText(test, { column, value: bind, missing: (name) => `NOT IS_DEFINED(${name})` }));
  }
  return { query: `SELECT ${select} FROM c WHERE ${where.join(' AND ')}`, parameters };
}

const columns: Readonly<Record<IndexColumn, string>> = {
  collection: 'c.c',
  time: 'c.t',
  first: 'c.t0',
  last: 'c.t1',
  cloud: 'c.cloud',
  west: 'c.west',
  south: 'c.south',
  east: 'c.east',
  north: 'c.north',
};
