import { NotFoundError } from '../../lib/errors.ts';
import { withEtag } from '../../lib/http/etag.ts';
import { json, type Handler } from '../../lib/http/handler.ts';
import { collectionAnswer } from '../../lib/stac/collection-answer.ts';
import { itemFacts } from '../../lib/stac/item-facts.ts';
import { mediaTypes } from '../../lib/stac/media-types.ts';
import { describeCatalog, describeCollection } from '../../lib/stac/queryables.ts';
import type { Deps } from '../deps.ts';
import { stacRoot } from './stac-root.ts';

type Use = Pick<Deps, 'catalog' | 'config'>;

/** `GET /api/stac/v1/collections/{collection}` */
export const getCollection =
  (deps: Use): Handler =>
  async (request) => {
    const { collection, version } = await requireCollection(deps, request.params['collection'] ?? '');
    return withEtag(request, version, () => json(collectionAnswer(stacRoot(request, deps), collection, deps.config)));
  };

/** `GET /api/stac/v1/queryables` and `GET /api/stac/v1/collections/{collection}/queryables` */
export const getQueryables = describeBy('queryables');

/** `GET /api/stac/v1/sortables` and `GET /api/stac/v1/collections/{collection}/sortables` */
export const getSortables = describeBy('sortables');

function describeBy(name: 'queryables' | 'sortables') {
  return (deps: Use): Handler =>
    async (request) => {
      const root = stacRoot(request, deps);
      const id = request.params['collection'];
      if (id === undefined) return json(await describeAll(deps, name, root), { type: mediaTypes.schema });
      const { collection } = await requireCollection(deps, id);
      const facts = await itemFacts(deps.catalog, id);
      return json(describeCollection(name, root, collection, facts), { type: mediaTypes.schema });
    };
}

async function describeAll(deps: Use, name: 'queryables' | 'sortables', root: string) {
  const facts = [];
  for (const { id } of await deps.catalog.listCollections()) facts.push(await itemFacts(deps.catalog, id));
  return describeCatalog(name, root, facts);
}

/** @throws {NotFoundError} */
export async function requireCollection(deps: Pick<Deps, 'catalog'>, id: string) {
  const found = await deps.catalog.getCollection(id);
  if (!found) throw new NotFoundError('collection', id);
  return found;
}
