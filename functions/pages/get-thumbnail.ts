import type { HttpResponseInit, InvocationContext } from '@azure/functions';
import { parseBlobUrl, type BlobLocation } from '../../lib/azure/blob-url.ts';
import type { StoredItem } from '../../lib/catalog/catalog.ts';
import { NotFoundError } from '../../lib/errors.ts';
import { withEtag } from '../../lib/http/etag.ts';
import type { Handler } from '../../lib/http/handler.ts';
import { blobSource } from '../../lib/raster/blob-source.ts';
import { itemPreview } from '../../lib/raster/item-preview.ts';
import type { Asset, Item } from '../../lib/stac/item.ts';
import { placeholder } from '../../web/icon.ts';
import type { Deps } from '../deps.ts';
import type { SasService } from '../sas/sas-service.ts';
import { pageHeaders } from './page-handler.ts';
import { thumbnailCache, type Thumbnail } from './thumbnail-cache.ts';

type Use = Pick<Deps, 'catalog' | 'blobs'> & { readonly sas: Pick<SasService, 'published'> };

/** `GET /thumbnails/{collection}/{item}.webp`: a small picture of an item, read with the app's own credentials from
 * published containers only. Where there is none to be had, a neutral one that is soon asked for again. */
export const getThumbnail = (deps: Use, cache = thumbnailCache()): Handler => {
  return async (request, context) => {
    const { collection = '', item: id = '' } = request.params;
    const stored = await deps.catalog.getItem(collection, id);
    if (!stored) throw new NotFoundError(`item of ${collection}`, id);
    const picture = await cache
      .get(JSON.stringify([collection, id, stored.version]), () => make(deps, stored, context))
      .catch((error: unknown) => {
        context.warn(`thumbnail of ${collection}/${id}: ${String(error)}`);
        return undefined;
      });
    if (!picture) return noPicture;
    // A page names the version; only then can it be kept for good.
    const isNamed = request.query.get('v') === stored.version;
    return withEtag(request, stored.version, () => ({
      status: 200,
      headers: {
        ...pageHeaders,
        'content-type': 'image/webp',
        'cache-control': isNamed ? 'public, max-age=31536000, immutable' : 'public, max-age=60',
      },
      body: picture,
    }));
  };
};

const noPicture: HttpResponseInit = {
  status: 200,
  headers: { ...pageHeaders, 'content-type': 'image/svg+xml', 'cache-control': 'public, max-age=20' },
  body: placeholder,
};

/** Whatever is wrong with an item's files is no reason to look at them again at once: it counts as having no picture. */
async function make(deps: Use, stored: StoredItem, context: InvocationContext): Promise<Thumbnail> {
  const item = stored.item();
  const readable = await readableBlobs(deps, item);
  try {
    return await itemPreview(item, (asset) => {
      const location = readable.get(asset);
      return location && blobSource(deps.blobs, location);
    });
  } catch (error) {
    context.warn(`thumbnail of ${stored.collection}/${stored.id}: ${String(error)}`);
    return undefined;
  }
}

/** Blobs of the app's own account that anyone could read with a token: no item can show what is not published. */
async function readableBlobs({ blobs, sas }: Use, item: Item): Promise<ReadonlyMap<Asset, BlobLocation>> {
  const found = new Map<Asset, BlobLocation>();
  for (const asset of Object.values(item.assets)) {
    const location = parseBlobUrl(asset.href);
    if (location?.account === blobs.account && (await sas.published.has(location))) found.set(asset, location);
  }
  return found;
}
