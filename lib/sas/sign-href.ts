import { parseBlobUrl } from '../azure/blob-url.ts';
import type { PublishedContainers } from './published-containers.ts';
import type { ReadTokens } from './read-tokens.ts';

export interface SignedHref {
  readonly href: string;
  /** When the href stops working; for an href that stays unsigned, when to ask again. */
  readonly expires: Date;
}

/** Signs a blob's URL of either shape.
 *
 * It comes back as it is when it is signed already, is no blob's, or lies in an account that no collection publishes
 * from (it may be public there). Within such an account, a container that no collection publishes is a 404.
 * @throws {NotFoundError} */
export async function signHref(
  deps: {
    readonly tokens: ReadTokens;
    readonly published: Pick<PublishedContainers, 'hasAccount'>;
    readonly ownAccount: string;
  },
  href: string,
  minutes: number,
  now: number = Date.now(),
): Promise<SignedHref> {
  const unsigned = { href, expires: new Date(now + minutes * 60_000) };
  const location = parseBlobUrl(href);
  if (!location) return unsigned;
  const url = new URL(href);
  if (isSigned(url)) return { href, expires: expiryOf(url) ?? unsigned.expires };
  const { account } = location;
  if (account !== deps.ownAccount && !(await deps.published.hasAccount(account))) return unsigned;
  const { token, expires } = await deps.tokens.of(location, minutes);
  const [bare = href] = href.split('#', 1);
  return { href: `${bare}${url.search === '' ? (bare.endsWith('?') ? '' : '?') : '&'}${token}`, expires };
}

/** The Planetary Computer's clients take any of these for a signature; so do we. */
function isSigned(url: URL): boolean {
  return ['st', 'se', 'sp', 'sig'].some((name) => url.searchParams.has(name));
}

function expiryOf(url: URL): Date | undefined {
  const expires = new Date(url.searchParams.get('se') ?? NaN);
  return Number.isNaN(expires.getTime()) ? undefined : expires;
}
