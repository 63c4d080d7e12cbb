import type { Catalog } from '../catalog/catalog.ts';
import { invalid } from '../errors.ts';
import { parseSearchPost } from '../search/parse-search.ts';
import type { SearchRequest } from '../search/search-request.ts';
import type { Item } from '../stac/item.ts';
import type { CompositeRequest } from './composite-request.ts';
import { resolveDatetime } from './relative-datetime.ts';

/** Scenes in one composite. */
const mostScenes = 2_000;

export interface SelectedScene {
  readonly item: Item;
  readonly version: string;
}

/** The request's area, time and filter as a catalog search, oldest first.
 * @throws {InvalidInputError} naming the field as the request spells it */
export function sceneSearch(request: CompositeRequest, now: Date): SearchRequest {
  const { area } = request;
  return parseSearchPost({
    collections: [request.collection],
    ...(request.ids === undefined ? {} : { ids: request.ids }),
    ...(area === undefined ? {} : Array.isArray(area) ? { bbox: area } : { intersects: area }),
    ...(request.datetime === undefined ? {} : { datetime: resolveDatetime(request.datetime, now) }),
    ...(request.filter === undefined
      ? {}
      : { filter: request.filter, 'filter-lang': typeof request.filter === 'string' ? 'cql2-text' : 'cql2-json' }),
    sortby: [
      { field: 'datetime', direction: 'asc' },
      { field: 'id', direction: 'asc' },
    ],
    limit: 1000,
  }).request;
}

/** Every scene that goes in: those found that have at least one of the assets, and the mask's when there is one.
 * @throws {InvalidInputError} when nothing is left, or too much */
export async function selectScenes(
  catalog: Catalog,
  request: CompositeRequest,
  now: Date,
): Promise<readonly SelectedScene[]> {
  const search = sceneSearch(request, now);
  const scenes: SelectedScene[] = [];
  let found = 0;
  for (let token: string | undefined; ;) {
    const page = await catalog.search(token === undefined ? search : { ...search, token });
    found += page.items.length;
    for (const stored of page.items) {
      const item = stored.item();
      if (isUsable(item, request)) scenes.push({ item, version: stored.version });
    }
    if (scenes.length > mostScenes)
      throw invalid('datetime', `more than ${mostScenes} scenes match; narrow the time, the area or the filter`);
    token = page.next;
    if (token === undefined) break;
  }
  if (scenes.length > 0) return scenes;
  if (found === 0)
    throw invalid('collection', `no item of ${request.collection} matches the area, datetime and filter`);
  throw invalid(
    'assets',
    `none of the ${found} matching items has ${[...request.assets, request.mask?.asset].filter(Boolean).join(', ')}`,
  );
}

function isUsable(item: Item, request: CompositeRequest): boolean {
  return (
    request.assets.some((key) => item.assets[key]) &&
    (request.mask === undefined || item.assets[request.mask.asset] !== undefined)
  );
}
