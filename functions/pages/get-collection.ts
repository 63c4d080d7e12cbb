import { NotFoundError } from '../../lib/errors.ts';
import { defaultSortby } from '../../lib/search/parse-sortby.ts';
import { openPageToken, sealPageToken } from '../../lib/stac/page-token.ts';
import { itemSubject } from '../../web/cards.ts';
import { collectionPage } from '../../web/collection-page.ts';
import type { Deps } from '../deps.ts';
import { page } from './page-handler.ts';

/** `GET /collections/{collection}`: its items newest first; `token` turns the page. */
export const getCollectionPage = (deps: Pick<Deps, 'catalog' | 'config'>) =>
  page(async (request) => {
    const id = request.params['collection'] ?? '';
    const found = await deps.catalog.getCollection(id);
    if (!found) throw new NotFoundError('collection', id);
    const search = { collections: [id], sortby: defaultSortby, limit: 24 };
    const token = request.query.get('token');
    const secret = deps.config.TOKEN_SECRET;
    const at = token === null ? {} : { token: openPageToken(token, search, secret) };
    const [count, { items, next }] = await Promise.all([
      deps.catalog.count(search),
      deps.catalog.search({ ...search, ...at }),
    ]);
    return collectionPage({
      collection: found.collection,
      count,
      items: items.map(itemSubject),
      isFirst: token === null,
      ...(next === undefined ? {} : { next: sealPageToken('next', next, search, secret) }),
    });
  });
