import { json, type Handler } from '../../lib/http/handler.ts';
import { applyFields } from '../../lib/search/apply-fields.ts';
import { collectionAnswer } from '../../lib/stac/collection-answer.ts';
import { collectionQueryables } from '../../lib/stac/collection-queryables.ts';
import { collectionQueryablesLink } from '../../lib/stac/links.ts';
import { mediaTypes } from '../../lib/stac/media-types.ts';
import { pageLinkGet } from '../../lib/stac/page-links.ts';
import { openPageToken, sealPageToken } from '../../lib/stac/page-token.ts';
import { parseCollectionSearch } from '../../lib/stac/parse-collection-search.ts';
import { searchCollections } from '../../lib/stac/search-collections.ts';
import type { Deps } from '../deps.ts';
import { stacRoot } from './stac-root.ts';

type Use = Pick<Deps, 'catalog' | 'config'>;

/** `GET /api/stac/v1/collections`: all of them, or those that a collection search finds. */
export const listCollections =
  (deps: Use): Handler =>
  async (request) => {
    const root = stacRoot(request, deps);
    const secret = deps.config.TOKEN_SECRET;
    const { search, freeText, fields, token } = parseCollectionSearch(request.query);
    const position = token === undefined ? undefined : openPageToken(token, search, secret);
    const page = searchCollections(await deps.catalog.listCollections(), search, freeText, position);
    const turns = (['next', 'prev'] as const).flatMap((rel) => {
      const at = page[rel];
      if (at === undefined) return [];
      const sealed = sealPageToken(rel, at, search, secret);
      return [{ ...pageLinkGet(rel, `${root}/collections`, request.query, sealed), type: mediaTypes.json }];
    });
    // Without names of fields a collection stays whole.
    const selected = fields && fields.include.length + fields.exclude.length > 0 ? fields : undefined;
    return json({
      collections: page.collections.map((collection) =>
        applyFields(collectionAnswer(root, collection, deps.config), selected),
      ),
      links: [
        { rel: 'self', href: `${root}/collections${new URL(request.url).search}`, type: mediaTypes.json },
        { rel: 'root', href: root, type: mediaTypes.json },
        { rel: 'parent', href: root, type: mediaTypes.json },
        collectionQueryablesLink(root),
        ...turns,
      ],
      numberMatched: page.matched,
      numberReturned: page.collections.length,
    });
  };

/** `GET /api/stac/v1/collections-queryables` */
export const getCollectionQueryables =
  (deps: Use): Handler =>
  async (request) =>
    json(collectionQueryables(stacRoot(request, deps)), { type: mediaTypes.schema });
