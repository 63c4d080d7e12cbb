import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { invalid } from '../../lib/errors.ts';
import { json, type Handler } from '../../lib/http/handler.ts';
import { readJson } from '../../lib/http/read-body.ts';
import { sentOnce } from '../../lib/http/sent-once.ts';
import { applyFields } from '../../lib/search/apply-fields.ts';
import { parseSearchGet, parseSearchPost, type ParsedSearch } from '../../lib/search/parse-search.ts';
import { itemCollectionBytes } from '../../lib/stac/item-collection.ts';
import type { Link } from '../../lib/stac/item.ts';
import { stacUrls } from '../../lib/stac/links.ts';
import { mediaTypes } from '../../lib/stac/media-types.ts';
import { pageLinkGet, pageLinkPost } from '../../lib/stac/page-links.ts';
import { openPageToken, sealPageToken } from '../../lib/stac/page-token.ts';
import type { Deps } from '../deps.ts';
import { requireCollection } from './collections.ts';
import { stacRoot } from './stac-root.ts';

type Use = Pick<Deps, 'catalog' | 'config'>;

/** `GET /api/stac/v1/search` */
export const searchByGet =
  (deps: Use): Handler =>
  async (request) => {
    const root = stacRoot(request, deps);
    return answer(deps, root, parseSearchGet(request.query), [selfLink(request, `${root}/search`)], (rel, token) =>
      pageLinkGet(rel, `${root}/search`, request.query, token),
    );
  };

/** `POST /api/stac/v1/search` */
export const searchByPost =
  (deps: Use): Handler =>
  async (request) => {
    const root = stacRoot(request, deps);
    const body = await readJson(request);
    const self = { rel: 'self', href: `${root}/search`, method: 'POST' } as const;
    return answer(deps, root, parseSearchPost(body), [self], (rel, token) =>
      pageLinkPost(rel, `${root}/search`, body, token),
    );
  };

/** `GET /api/stac/v1/collections/{collection}/items`: takes what search takes. */
export const listItems =
  (deps: Use): Handler =>
  async (request) => {
    const root = stacRoot(request, deps);
    const parsed = parseSearchGet(request.query, { limit: { default: 10 } });
    const { collection: id = '' } = request.params;
    await requireCollection(deps, id);
    if (parsed.request.collections && !parsed.request.collections.includes(id))
      throw invalid('collections', `the path says ${id}`);
    const collection = stacUrls.collection(root, id);
    const links = [
      selfLink(request, `${collection}/items`),
      { rel: 'collection', href: collection },
      { rel: 'parent', href: collection },
    ];
    const search = { ...parsed, request: { ...parsed.request, collections: [id] } };
    return answer(deps, root, search, links, (rel, token) =>
      pageLinkGet(rel, `${collection}/items`, request.query, token),
    );
  };

function selfLink(request: HttpRequest, href: string): Link {
  return { rel: 'self', href: `${href}${new URL(request.url).search}` };
}

async function answer(
  deps: Use,
  root: string,
  { request, fields, token }: ParsedSearch,
  links: readonly Link[],
  pageLink: (rel: 'next' | 'prev', token: string) => Link,
): Promise<HttpResponseInit> {
  const secret = deps.config.TOKEN_SECRET;
  const position = token === undefined ? {} : { token: openPageToken(token, request, secret) };
  const page = await deps.catalog.search({ ...request, ...position });
  const turns = (['next', 'prev'] as const).flatMap((rel) => {
    const at = page[rel];
    return at === undefined ? [] : [pageLink(rel, sealPageToken(rel, at, request, secret))];
  });
  const typed = links.map((link) => ({ type: link.rel === 'self' ? mediaTypes.geojson : mediaTypes.json, ...link }));
  const about = {
    links: [...typed, { rel: 'root', href: root, type: mediaTypes.json }, ...turns],
    ...(page.matched === undefined ? {} : { numberMatched: page.matched }),
  };
  const select = fields && ((item: Parameters<typeof applyFields>[0]) => applyFields(item, fields));
  const body = itemCollectionBytes(root, page.items, about, select);
  page.release?.();
  return json(sentOnce(body), { type: mediaTypes.geojson });
}
