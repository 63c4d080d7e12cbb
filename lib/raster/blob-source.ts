import type { BlobStore } from '../azure/blob-store.ts';
import type { BlobLocation } from '../azure/blob-url.ts';
import { NotFoundError, PreconditionFailedError } from '../errors.ts';
import type { RangeSource } from './range-source.ts';

/** A blob read with the app's own credentials. Every read must see the eTag of the first. */
export function blobSource(blobs: Pick<BlobStore, 'readRange' | 'url'>, location: BlobLocation): RangeSource {
  const url = blobs.url(location.container, location.path);
  let eTag: string | undefined;
  let size: number | undefined;
  return {
    url,
    get size() {
      return size;
    },
    read: async (offset, length) => {
      if (length <= 0 || (size !== undefined && offset >= size)) return new Uint8Array();
      const range = await blobs.readRange(location, offset, length);
      if (!range) throw new NotFoundError('blob', url);
      // A range past the end of the blob comes back empty and without an eTag.
      if (range.eTag === '') return range.bytes;
      if (eTag !== undefined && range.eTag !== eTag) throw new PreconditionFailedError(url, eTag, range.eTag);
      eTag = range.eTag;
      size = range.contentLength;
      return range.bytes;
    },
  };
}
