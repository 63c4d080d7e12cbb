import { createHash } from 'node:crypto';
import type { BlobHead, BlobStore } from '../../lib/azure/blob-store.ts';

export interface MemoryBlobs extends BlobStore {
  /** Reads so far, heads and ranges. */
  readonly requests: number;
}

/** A blob store in memory, for tests that need thousands of runs or count requests; Azurite stands behind the others. */
export function memoryBlobs(account = 'imagery'): MemoryBlobs {
  const blobs = new Map<string, { bytes: Uint8Array; eTag: string; lastModified: string; contentType: string }>();
  let requests = 0;
  const key = (container: string, path: string) => `${container}/${path}`;
  const found = (container: string, path: string) => {
    requests += 1;
    return blobs.get(key(container, path));
  };
  return {
    account,
    get requests() {
      return requests;
    },
    url: (container, path) =>
      `https://${account}.blob.core.windows.net/${container}/${path.split('/').map(encodeURIComponent).join('/')}`,
    head: async ({ container, path }) => {
      const blob = found(container, path);
      return (
        blob && {
          path,
          eTag: blob.eTag,
          contentLength: blob.bytes.byteLength,
          contentType: blob.contentType,
          lastModified: blob.lastModified,
        }
      );
    },
    readRange: async ({ container, path }, offset, length) => {
      const blob = found(container, path);
      if (!blob) return undefined;
      if (offset >= blob.bytes.byteLength) return { bytes: new Uint8Array(), eTag: '', contentLength: 0 };
      return {
        bytes: blob.bytes.slice(offset, offset + length),
        eTag: blob.eTag,
        contentLength: blob.bytes.byteLength,
        lastModified: blob.lastModified,
      };
    },
    write: async (container, path, content, contentType) => {
      const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
      const eTag = `0x${createHash('sha256').update(bytes).digest('hex').slice(0, 15).toUpperCase()}`;
      blobs.set(key(container, path), { bytes, eTag, lastModified: '2026-01-01T00:00:00.000Z', contentType });
      return { eTag };
    },
    delete: async ({ container, path }) => blobs.delete(key(container, path)),
    list: async function* (container, prefix) {
      for (const [name, blob] of blobs) {
        if (!name.startsWith(key(container, prefix))) continue;
        const { eTag, lastModified, bytes } = blob;
        yield { path: name.slice(container.length + 1), eTag, contentLength: bytes.byteLength, lastModified };
      }
    },
    listPage: async (container) => {
      const all: BlobHead[] = [];
      for (const [name, { eTag, lastModified, bytes }] of blobs) {
        if (!name.startsWith(key(container, ''))) continue;
        all.push({ path: name.slice(container.length + 1), eTag, contentLength: bytes.byteLength, lastModified });
      }
      return { blobs: all };
    },
    ensureContainer: async () => undefined,
  };
}
