import { RestError, type BlobItem } from '@azure/storage-blob';
import { blobUrl, type BlobLocation } from './blob-url.ts';
import type { StorageAccount } from './storage-account.ts';

export interface BlobHead {
  readonly path: string;
  readonly eTag: string;
  readonly contentLength: number;
  readonly contentType?: string;
  readonly lastModified: string;
}

export interface RangeRead {
  readonly bytes: Uint8Array;
  /** Unquoted. */
  readonly eTag: string;
  /** Of the whole blob, bytes. */
  readonly contentLength: number;
  readonly contentType?: string;
  readonly lastModified?: string;
}

/** Blobs as the rest of the code sees them. */
export interface BlobStore {
  readonly account: string;
  /** The URL that items carry: no SAS. */
  url(container: string, path: string): string;
  head(location: BlobLocation): Promise<BlobHead | undefined>;
  /** Bytes [offset, offset + length), fewer at the end of the blob. One request. @returns undefined when there is no such blob */
  readRange(location: BlobLocation, offset: number, length: number): Promise<RangeRead | undefined>;
  write(
    container: string,
    path: string,
    bytes: Uint8Array | string,
    contentType: string,
  ): Promise<{ readonly eTag: string }>;
  delete(location: BlobLocation): Promise<boolean>;
  list(container: string, prefix: string): AsyncIterable<BlobHead>;
  /** At most 1,000 blobs in order of path, from where `token` says. A container that isn't there is empty. */
  listPage(container: string, token?: string): Promise<{ readonly blobs: readonly BlobHead[]; readonly next?: string }>;
  ensureContainer(container: string): Promise<void>;
}

export function blobStore(account: StorageAccount): BlobStore {
  const blob = (location: BlobLocation) =>
    account.blobs.getContainerClient(location.container).getBlobClient(location.path);
  return {
    account: account.name,
    url: (container, path) => blobUrl(account.blobEndpoint, container, path),
    head: (location) =>
      orMissing(async () => {
        const found = await blob(location).getProperties();
        return {
          path: location.path,
          eTag: unquote(found.etag),
          contentLength: found.contentLength ?? 0,
          ...(found.contentType === undefined ? {} : { contentType: found.contentType }),
          lastModified: (found.lastModified ?? new Date(0)).toISOString(),
        };
      }),
    readRange: (location, offset, length) =>
      orMissing(async () => {
        const answer = await blob(location)
          .download(offset, length)
          .catch((error: unknown) => emptyRange(error));
        if (!answer) return { bytes: new Uint8Array(), eTag: '', contentLength: 0 };
        const chunks: Uint8Array[] = [];
        for await (const chunk of answer.readableStreamBody ?? []) chunks.push(chunk as Uint8Array);
        const total =
          answer.contentRange === undefined ? answer.contentLength : Number(answer.contentRange.split('/')[1]);
        return {
          bytes: new Uint8Array(Buffer.concat(chunks)),
          eTag: unquote(answer.etag),
          contentLength: total ?? 0,
          ...(answer.contentType === undefined ? {} : { contentType: answer.contentType }),
          ...(answer.lastModified === undefined ? {} : { lastModified: answer.lastModified.toISOString() }),
        };
      }),
    write: async (container, path, bytes, contentType) => {
      const client = account.blobs.getContainerClient(container).getBlockBlobClient(path);
      const written = await client.upload(bytes, Buffer.byteLength(bytes), {
        blobHTTPHeaders: { blobContentType: contentType },
      });
      return { eTag: unquote(written.etag) };
    },
    delete: async (location) => (await blob(location).deleteIfExists()).succeeded,
    list: (container, prefix) => listBlobs(account, container, prefix),
    listPage: async (container, token) => {
      const pages = account.blobs.getContainerClient(container).listBlobsFlat();
      const settings = { maxPageSize: 1000, ...(token === undefined ? {} : { continuationToken: token }) };
      const page = await orMissing(() => pages.byPage(settings).next());
      if (!page || page.done === true) return { blobs: [] };
      const { segment, continuationToken } = page.value;
      return { blobs: segment.blobItems.map(headOf), ...(continuationToken ? { next: continuationToken } : {}) };
    },
    ensureContainer: async (container) => {
      await account.blobs.getContainerClient(container).createIfNotExists();
    },
  };
}

async function* listBlobs(account: StorageAccount, container: string, prefix: string): AsyncIterable<BlobHead> {
  for await (const found of account.blobs.getContainerClient(container).listBlobsFlat({ prefix })) yield headOf(found);
}

function headOf({ name, properties }: BlobItem): BlobHead {
  const { etag, contentLength, contentType, lastModified } = properties;
  return {
    path: name,
    eTag: unquote(etag),
    contentLength: contentLength ?? 0,
    ...(contentType === undefined ? {} : { contentType }),
    lastModified: lastModified.toISOString(),
  };
}

async function orMissing<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof RestError && error.statusCode === 404) return undefined;
    throw error;
  }
}

/** An empty blob answers 416 to any range. */
function emptyRange(error: unknown): undefined {
  if (error instanceof RestError && error.statusCode === 416) return undefined;
  throw error;
}

function unquote(etag: string | undefined): string {
  return (etag ?? '').replace(/^(?:W\/)?"|"$/g, '');
}
