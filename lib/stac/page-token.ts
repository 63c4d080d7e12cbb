import { createHmac, timingSafeEqual } from 'node:crypto';
import { invalid } from '../errors.ts';

/** A parsed search: what a token is bound to. */
type Search = object & { readonly limit: number; readonly token?: string };

/** Page tokens `next:…` and `prev:…`: the store's keyset position, sealed so that nobody can make one, and bound to the
 * search that it came from (its limit may change between pages). */
export function sealPageToken(direction: 'next' | 'prev', position: string, request: Search, secret: string): string {
  const text = Buffer.from(position).toString('base64url');
  return `${direction}:${text}.${seal(direction, text, request, secret)}`;
}

/** @returns the store's position
 * @throws {InvalidInputError} naming `token` when it was made elsewhere, tampered with, or is of another search */
export function openPageToken(token: string, request: Search, secret: string): string {
  const [, direction = '', text = '', given = ''] = /^(next|prev):([\w-]+)\.([\w-]+)$/.exec(token) ?? [];
  // As text: base64url has spare bits at its end, which would make several tokens of one.
  const expected = Buffer.from(seal(direction, text, request, secret));
  const found = Buffer.from(given);
  if (found.length !== expected.length || !timingSafeEqual(found, expected))
    throw invalid('token', 'not a page token of this search; take it from a next or prev link as it is');
  return Buffer.from(text, 'base64url').toString();
}

function seal(direction: string, text: string, request: Search, secret: string): string {
  const { limit: _limit, token: _token, ...search } = request;
  // Parsing always sets members in the same order, so equal searches have equal text. Open ends become null on their own side.
  return createHmac('sha256', secret)
    .update(`${direction}:${text}\n${JSON.stringify(search)}`)
    .digest()
    .subarray(0, 16)
    .toString('base64url');
}
