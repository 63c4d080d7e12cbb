import type { Catalog } from '../catalog/catalog.ts';
import { invalid } from '../errors.ts';
import type { SearchRequest } from '../search/search-request.ts';
import type { Item } from '../stac/item.ts';
import type { CompositeRequest } from './composite-request.ts';

/** Scenes in one composite. */
const mostScenes = 2_000;

export interface SelectedScene {
  readonly item: Item;
  readonly version: string;
}

/** Every scene that goes in: those found that have at least one of the assets, and the mask's when there is one.
 * @param search of `compositeSearch`
 * @throws {InvalidInputError} when nothing is left, or too much */
export async function selectScenes(
  catalog: Catalog,
  request: CompositeRequest,
  search: SearchRequest,
): Promise<readonly SelectedScene[]> {
  const scenes: SelectedScene[] = [];
  let found = 0;
  let masked = false;
  for (let token: string | undefined; ;) {
    const page = await catalog.search(token === undefined ? search : { ...search, token });
    found += page.items.length;
    for (const stored of page.items) {
      const item = stored.item();
      const hasMask = !request.mask || has(item, [request.mask.asset]);
      masked ||= hasMask;
      if (hasMask && has(item, request.assets)) scenes.push({ item, version: stored.version });
    }
    if (scenes.length > mostScenes)
      throw invalid('datetime', `more than ${mostScenes} scenes match; narrow the time, the area or the filter`);
    token = page.next;
    if (token === undefined) break;
  }
  if (scenes.length > 0) return scenes;
  if (found === 0)
    throw invalid('collection', `no item of ${request.collection} matches the area, datetime and filter`);
  const lacking = request.mask && !masked ? { field: 'mask.asset', keys: [request.mask.asset] } : undefined;
  const { field, keys } = lacking ?? { field: 'assets', keys: request.assets };
  throw invalid(field, `none of the ${found} matching items has ${keys.join(', ')}`);
}

function has(item: Item, keys: readonly string[]): boolean {
  return keys.some((key) => Object.hasOwn(item.assets, key));
}
