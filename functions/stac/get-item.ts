import { NotFoundError } from '../../lib/errors.ts';
import { withEtag } from '../../lib/http/etag.ts';
import { json, type Handler } from '../../lib/http/handler.ts';
import { itemAnswer } from '../../lib/stac/item-collection.ts';
import { mediaTypes } from '../../lib/stac/media-types.ts';
import type { Deps } from '../deps.ts';
import { stacRoot } from './stac-root.ts';

/** `GET /api/stac/v1/collections/{collection}/items/{item}` */
export const getItem =
  (deps: Pick<Deps, 'catalog' | 'config'>): Handler =>
  async (request) => {
    const { collection = '', item = '' } = request.params;
    const stored = await deps.catalog.getItem(collection, item);
    if (!stored) throw new NotFoundError(`item of ${collection}`, item);
    return withEtag(request, stored.version, () =>
      json(itemAnswer(stacRoot(request, deps), stored), { type: mediaTypes.geojson }),
    );
  };
