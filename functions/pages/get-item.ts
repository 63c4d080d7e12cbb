import { parseBlobUrl } from '../../lib/azure/blob-url.ts';
import { NotFoundError } from '../../lib/errors.ts';
import { itemPage } from '../../web/item-page.ts';
import type { Deps } from '../deps.ts';
import type { SasService } from '../sas/sas-service.ts';
import { page } from './page-handler.ts';

/** `GET /collections/{collection}/items/{item}` */
export const getItemPage = (deps: Pick<Deps, 'catalog'> & { readonly sas: Pick<SasService, 'published'> }) =>
  page(async (request) => {
    const { collection = '', item: id = '' } = request.params;
    const stored = await deps.catalog.getItem(collection, id);
    if (!stored) throw new NotFoundError(`item of ${collection}`, id);
    const signable = new Set<string>();
    for (const [key, asset] of Object.entries(stored.item().assets)) {
      const location = parseBlobUrl(asset.href);
      if (location && (await deps.sas.published.has(location))) signable.add(key);
    }
    return itemPage(stored, signable);
  });
