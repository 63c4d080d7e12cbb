import { invalid } from '../errors.ts';
import type { Link } from './item.ts';
import { mediaTypes } from './media-types.ts';

/** A page link of a GET: the same URL with another token. @param query as the caller sent it */
export function pageLinkGet(rel: 'next' | 'prev', href: string, query: URLSearchParams, token: string): Link {
  const parameters = new URLSearchParams(query);
  parameters.set('token', token);
  return { rel, href: `${href}?${parameters.toString()}`, type: mediaTypes.geojson, method: 'GET' };
}

/** A page link of a POST: the whole body that asks for the page, so that clients that know nothing of `merge` work too.
 * @param body as the caller sent it */
export function pageLinkPost(rel: 'next' | 'prev', href: string, body: unknown, token: string): Link {
  if (typeof body !== 'object' || body === null) throw invalid('body', 'an object is expected');
  return { rel, href, type: mediaTypes.geojson, method: 'POST', body: { ...body, token }, merge: false };
}
