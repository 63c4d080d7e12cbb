import { compareText } from '../search/fold-text.ts';
import { compileSearch } from '../search/matches.ts';
import type { SearchRequest } from '../search/search-request.ts';
import type { Item } from '../stac/item.ts';
import type { SearchPage } from './catalog.ts';
import { itemKey, listCosmosCollectionIds } from './cosmos-collections.ts';
import { openDocument, partitionOf, type ItemDocument } from './cosmos-item.ts';
import { readDocument } from './cosmos-point.ts';
import { scanCosmos, type Range } from './cosmos-scan.ts';
import { readItemDocument, type KeyDocument, type WriteContext } from './cosmos-write.ts';
import { firstOf } from './first-of.ts';
import { indexBounds, type IndexBounds } from './index-bounds.ts';
import { indexKeyOf } from './index-key.ts';
import { makePage, type OpenItem } from './page.ts';
import { decodePosition, type Position } from './page-token.ts';
import { meets } from './sqlite-candidates.ts';
import { reversed, timeOrder, type TimeOrder } from './time-order.ts';

/** Above this many cells one query over the collection costs less than one for each cell. */
const mostCells = 64;

/** @throws {InvalidInputError} */
export async function searchCosmos(context: WriteContext, request: SearchRequest): Promise<SearchPage> {
  const position = decodePosition(request);
  const matches = compileSearch(request);
  const { bounds, collections, ranges } = await planCosmos(context, request);
  const search: Search = { bounds, matches, position, ranges };
  const order = bounds.ids ? undefined : timeOrder(request.sortby);
  if (order) return makePage(request, await inTimeOrder(context, request, search, order), position);
  const candidates = bounds.ids ? readByIds(context, collections, bounds.ids) : readAll(context, search);
  return makePage(request, await firstOf(candidates, request, search), position);
}

/** Where the items of a search are. */
export async function planCosmos(context: WriteContext, request: SearchRequest) {
  const bounds = indexBounds(request);
  const [collections] = await Promise.all([searchedCollections(context, bounds), context.buckets.refresh()]);
  return { bounds, collections, ranges: rangesOf(context, bounds, collections) };
}

interface Search {
  readonly bounds: IndexBounds;
  readonly matches: (item: Item) => boolean;
  readonly position: Position | undefined;
  readonly ranges: readonly Range[];
}

async function inTimeOrder(
  { containers }: WriteContext,
  { limit }: SearchRequest,
  { bounds, matches, position, ranges }: Search,
  order: TimeOrder,
): Promise<readonly OpenItem[]> {
  const goesBack = position?.direction === 'prev';
  const direction = { ...(goesBack ? reversed(order) : order), goesBack };
  const start = position && {
    t: indexKeyOf(position.item).time,
    id: position.item.id,
    collection: position.item.collection,
    inclusive: position.inclusive,
  };
  // The query behind a position gives the item at the position too, which is on the page before.
  const whole = limit + (start?.inclusive === false ? 2 : 1);
  const batch = Math.min(whole, 16 + Math.ceil((2 * limit) / Math.max(1, ranges.length)));
  const found = new Map<string, OpenItem>();
  for await (const document of scanCosmos(containers.items, ranges, bounds, direction, start, batch)) {
    const open = openDocument(document);
    // While an item moves between cells both of its documents may be seen.
    if (matches(open.probe)) found.set(`${document.c}/${document.item.id}`, open);
    if (found.size > limit) break;
  }
  return [...found.values()];
}

async function* readAll({ containers }: WriteContext, { ranges, bounds }: Search): AsyncGenerator<OpenItem> {
  const order = { time: 'desc', id: 'asc', collection: 'asc', goesBack: false } as const;
  for (const range of ranges) {
    for await (const document of scanCosmos(containers.items, [range], bounds, order, undefined, 500)) {
      yield openDocument(document);
    }
  }
}

/** Point reads: where the item is, then the item. */
async function* readByIds(
  { containers }: WriteContext,
  collections: readonly string[],
  ids: readonly string[],
): AsyncGenerator<OpenItem> {
  const wanted = collections.flatMap((collection) => ids.map((id) => itemKey(collection, id)));
  for (let at = 0; at < wanted.length; at += 32) {
    const found = await Promise.all(wanted.slice(at, at + 32).map((key) => readByKey(containers, key)));
    for (const document of found) if (document) yield openDocument(document);
  }
}

export async function readByKey(
  containers: WriteContext['containers'],
  key: string,
): Promise<ItemDocument | undefined> {
  const found = await readDocument<KeyDocument>(containers.state, key, key);
  return found?.place && (await readItemDocument(containers, found.place));
}

function rangesOf({ buckets }: WriteContext, { areas }: IndexBounds, collections: readonly string[]): readonly Range[] {
  const hit = collections.map((c) => ({
    c,
    buckets: [...buckets.of(c)].filter(({ extent }) => areas.every((area) => extent && meets(extent, area))),
  }));
  const cells = hit.reduce((sum, { buckets }) => sum + buckets.length, 0);
  if (cells > mostCells) {
    return hit.flatMap(({ c, buckets }) => (buckets.length > 0 ? [{ field: 'c', value: c, buckets }] : []));
  }
  return hit.flatMap(({ c, buckets }) =>
    buckets.map((bucket): Range => ({ field: 'pk', value: partitionOf(c, bucket.cell), buckets: [bucket] })),
  );
}

async function searchedCollections({ containers }: WriteContext, { collections }: IndexBounds): Promise<string[]> {
  const wanted = collections && new Set(collections);
  const known = await listCosmosCollectionIds(containers);
  return known.filter((id) => !wanted || wanted.has(id)).sort(compareText);
}
