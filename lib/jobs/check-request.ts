import type { Catalog } from '../catalog/catalog.ts';
import { invalid } from '../errors.ts';
import { geometryBbox, type Bbox2D } from '../geo/bbox.ts';
import type { SearchRequest } from '../search/search-request.ts';
import type { Item } from '../stac/item.ts';
import type { CompositeRequest } from './composite-request.ts';
import { compositeSearch } from './composite-search.ts';
import { outputCollectionId, outputFiles, outputRule } from './output-collection.ts';

/** What a composite request means in this catalog. */
export interface CheckedRequest {
  /** Finds its scenes. */
  readonly search: SearchRequest;
  /** The item whose pixel grid is asked for, or the area in degrees that the grid has to cover. */
  readonly place: { readonly like: Item } | { readonly area: Bbox2D };
}

/** Everything about a request that can be told before its scenes are looked for; a schedule is held to it when it is made.
 * @throws {InvalidInputError} naming the field */
export async function checkRequest(catalog: Catalog, request: CompositeRequest, now: Date): Promise<CheckedRequest> {
  if (!(await catalog.getCollection(request.collection)))
    throw invalid('collection', `there is no collection ${request.collection}`);
  await checkOutputCollection(catalog, request);
  const search = compositeSearch(request, now);
  const area = search.bbox ?? (search.intersects ? geometryBbox(search.intersects) : undefined);
  const { like } = request.grid;
  if (like === undefined) {
    if (!area) throw invalid('area', 'needed, unless grid.like gives the pixel grid');
    return { search, place: { area } };
  }
  const collection = like.collection ?? request.collection;
  const stored = await catalog.getItem(collection, like.item);
  if (!stored) throw invalid('grid.like', `there is no item ${like.item} in ${collection}`);
  const item = stored.item();
  // Scenes elsewhere would add nothing but links; those named by id are the caller's choice.
  const around = area || request.ids || !item.geometry ? undefined : geometryBbox(item.geometry);
  return { search: around ? { ...search, bbox: around } : search, place: { like: item } };
}

async function checkOutputCollection(catalog: Catalog, request: CompositeRequest): Promise<void> {
  const id = request.output.collection;
  if (id === undefined || id === outputCollectionId) return;
  const found = await catalog.getCollection(id);
  if (!found || !outputRule(found.collection)) {
    throw invalid(
      'output.collection',
      `${id} has no ingest rule of kind cog with folder {scene}/ and sidecar ${outputFiles.metadata}`,
    );
  }
}
