import type { SasToken } from '../azure/sas-signer.ts';
import type { SignedHref } from './sign-href.ts';

/** `/token/…` as the Planetary Computer answers it; clients need the zone in `msft:expiry`. */
export function tokenAnswer({ token, expires }: SasToken): { readonly 'msft:expiry': string; readonly token: string } {
  return { 'msft:expiry': seconds(expires), token };
}

/** `/sign` as the Planetary Computer answers it. */
export function hrefAnswer({ href, expires }: SignedHref): { readonly 'msft:expiry': string; readonly href: string } {
  return { 'msft:expiry': seconds(expires), href };
}

/** `2021-04-08T18:49:29Z` */
function seconds(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, 'Z');
}
