import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { invalid } from '../../lib/errors.ts';
import { json, type Handler } from '../../lib/http/handler.ts';
import { readJson } from '../../lib/http/read-body.ts';
import { aggregate } from '../../lib/stac/aggregate.ts';
import { aggregationsDocument } from '../../lib/stac/aggregations-document.ts';
import { stacUrls } from '../../lib/stac/links.ts';
import { mediaTypes } from '../../lib/stac/media-types.ts';
import { parseAggregateGet, parseAggregatePost, type AggregateRequest } from '../../lib/stac/parse-aggregate.ts';
import type { Deps } from '../deps.ts';
import { requireCollection } from './collections.ts';
import { stacRoot } from './stac-root.ts';

type Use = Pick<Deps, 'catalog' | 'config'>;

/** `GET /api/stac/v1/aggregate` and `GET /api/stac/v1/collections/{collection}/aggregate` */
export const aggregateByGet =
  (deps: Use): Handler =>
  async (request) =>
    answer(deps, request, parseAggregateGet(request.query), new URL(request.url).search);

/** `POST /api/stac/v1/aggregate` and `POST /api/stac/v1/collections/{collection}/aggregate` */
export const aggregateByPost =
  (deps: Use): Handler =>
  async (request) =>
    answer(deps, request, parseAggregatePost(await readJson(request)), '');

/** `GET /api/stac/v1/aggregations` and `GET /api/stac/v1/collections/{collection}/aggregations` */
export const getAggregations =
  (deps: Use): Handler =>
  async (request) => {
    const id = request.params['collection'];
    if (id !== undefined) await requireCollection(deps, id);
    const root = stacRoot(request, deps);
    return json(aggregationsDocument(root, id === undefined ? root : stacUrls.collection(root, id)));
  };

async function answer(
  deps: Use,
  request: HttpRequest,
  { search, names, options }: AggregateRequest,
  query: string,
): Promise<HttpResponseInit> {
  const root = stacRoot(request, deps);
  const id = request.params['collection'];
  if (id !== undefined) {
    await requireCollection(deps, id);
    if (search.collections && !search.collections.includes(id)) throw invalid('collections', `the path says ${id}`);
  }
  const within = id === undefined ? search : { ...search, collections: [id] };
  const at = id === undefined ? root : stacUrls.collection(root, id);
  return json({
    type: 'AggregationCollection',
    aggregations: await aggregate(deps.catalog, within, names, options),
    links: [
      { rel: 'self', href: `${at}/aggregate${query}`, type: mediaTypes.json },
      { rel: 'root', href: root, type: mediaTypes.json },
    ],
  });
}
