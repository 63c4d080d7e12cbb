import { parseBlobUrl } from '../../lib/azure/blob-url.ts';
import { NotFoundError } from '../../lib/errors.ts';
import type { Handler } from '../../lib/http/handler.ts';
import { signHref } from '../../lib/sas/sign-href.ts';
import type { Deps } from '../deps.ts';
import type { SasService } from '../sas/sas-service.ts';

/** `GET /downloads/{collection}/{item}/{asset}`: on to the blob, signed at the moment it is asked for. Only to blobs of
 * published containers, so that no item can make this a redirect to anywhere.
 * @throws {NotFoundError} */
export const downloadAsset =
  (deps: Pick<Deps, 'catalog' | 'config'> & { readonly sas: SasService }): Handler =>
  async (request) => {
    const { collection = '', item = '', asset = '' } = request.params;
    const stored = await deps.catalog.getItem(collection, item);
    const assets = stored?.item().assets ?? {};
    const href = Object.hasOwn(assets, asset) ? assets[asset]?.href : undefined;
    const location = href === undefined ? undefined : parseBlobUrl(href);
    if (href === undefined || !location || !(await deps.sas.published.has(location)))
      throw new NotFoundError(`asset of ${collection}/${item} to download`, asset);
    const signed = await signHref(deps.sas, href, deps.config.SAS_MINUTES);
    return {
      status: 302,
      headers: { location: signed.href, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
    };
  };
