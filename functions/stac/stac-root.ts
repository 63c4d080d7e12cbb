import type { HttpRequest } from '@azure/functions';
import { baseUrl } from '../../lib/http/base-url.ts';
import { stacPath } from '../../lib/stac/links.ts';
import type { Deps } from '../deps.ts';

/** URL of the landing page, without trailing slash, as the caller reached it. */
export function stacRoot(request: HttpRequest, deps: Pick<Deps, 'config'>): string {
  return `${baseUrl(request, deps.config)}${stacPath}`;
}
