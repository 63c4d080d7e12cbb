import { open, stat } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { NotFoundError, PreconditionFailedError } from '../errors.ts';
import type { RangeSource } from './range-source.ts';

/** A local file. It is opened for each read, so that a source holds no descriptor. */
export async function fileSource(path: string): Promise<RangeSource> {
  const url = pathToFileURL(path).href;
  const first = await stat(path).catch((error: unknown) => missing(error, url));
  return {
    url,
    size: first.size,
    read: async (offset, length) => {
      const file = await open(path, 'r').catch((error: unknown) => missing(error, url));
      try {
        const now = await file.stat();
        if (now.size !== first.size || now.mtimeMs !== first.mtimeMs || now.ino !== first.ino) {
          throw new PreconditionFailedError(url, version(first), version(now));
        }
        const wanted = Buffer.allocUnsafeSlow(Math.max(0, Math.min(length, first.size - offset)));
        const { bytesRead } = await file.read(wanted, 0, wanted.byteLength, offset);
        return new Uint8Array(wanted.buffer, wanted.byteOffset, bytesRead);
      } finally {
        await file.close();
      }
    },
  };
}

function version(file: { readonly size: number; readonly mtimeMs: number }): string {
  return `${file.size} bytes of ${new Date(file.mtimeMs).toISOString()}`;
}

function missing(error: unknown, url: string): never {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw new NotFoundError('file', url);
  throw error;
}
