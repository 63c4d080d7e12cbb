import { setTimeout as sleep } from 'node:timers/promises';
import { NotFoundError, PreconditionFailedError, UnreadableBlobError } from '../errors.ts';
import type { RangeSource } from './range-source.ts';

export interface HttpSourceOptions {
  /** Tries per read, the first included. */
  readonly attempts?: number;
  /** Milliseconds before the second try; doubles each time, with jitter. */
  readonly backoff?: number;
  /** Milliseconds that one request may take. */
  readonly timeout?: number;
}

/** An answer that a later try may better. */
class TransientError extends Error {}

/** A file behind http(s), SAS in the query included. The first answer's ETag is demanded of all later ones (If-Match),
 * so a file overwritten in mid-read is an error and not a mixture of two. */
export function httpSource(href: string, options: HttpSourceOptions = {}): RangeSource {
  const { attempts = 4, backoff = 200, timeout = 60_000 } = options;
  const url = href.replace(/[?#].*$/s, '');
  let eTag: string | undefined;
  let size: number | undefined;

  const readOnce = async (offset: number, length: number): Promise<Uint8Array> => {
    const headers: Record<string, string> = {
      range: `bytes=${offset}-${offset + length - 1}`,
      'accept-encoding': 'identity',
    };
    if (eTag !== undefined) headers['if-match'] = eTag;
    const response = await fetch(href, { headers, signal: AbortSignal.timeout(timeout) }).catch((error: unknown) => {
      throw new TransientError(reasonOf(error), { cause: error });
    });
    const found = response.headers.get('etag');
    if (response.status === 416) {
      size ??= totalOf(response);
      await response.body?.cancel();
      return new Uint8Array();
    }
    if (!response.ok) {
      await response.body?.cancel();
      throw failureOf(response.status, url, eTag, found);
    }
    // Servers may ignore If-Match on GET; weak tags are compared all the same, since they only change when content does.
    if (eTag !== undefined && found !== null && found !== eTag) {
      await response.body?.cancel();
      throw new PreconditionFailedError(url, eTag, found);
    }
    if (eTag === undefined && found !== null && !found.startsWith('W/')) eTag = found;
    size ??= response.status === 206 ? totalOf(response) : Number(response.headers.get('content-length') ?? NaN);
    if (size !== undefined && !Number.isFinite(size)) size = undefined;
    return response.status === 206
      ? await wholeBody(response, Math.min(length, size === undefined ? length : size - offset), size !== undefined)
      : await cutBody(response, offset, length);
  };

  return {
    url,
    get size() {
      return size;
    },
    read: async (offset, length) => {
      if (length <= 0 || (size !== undefined && offset >= size)) return new Uint8Array();
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await readOnce(offset, length);
        } catch (error) {
          if (!(error instanceof TransientError)) throw error;
          if (attempt >= attempts) throw new Error(`${url}: ${error.message}, ${attempt} times`, { cause: error });
          await sleep(backoff * 2 ** (attempt - 1) * (0.5 + Math.random()));
        }
      }
    },
  };
}

function failureOf(status: number, url: string, expected: string | undefined, found: string | null): Error {
  if (status === 404 || status === 410) return new NotFoundError('file', url);
  if (status === 412) return new PreconditionFailedError(url, expected ?? null, found);
  if (status === 408 || status === 429 || status >= 500) return new TransientError(`answered ${status}`);
  return new UnreadableBlobError(url, `the server answered ${status}`);
}

/** From `Content-Range: bytes 0-9/1234`. */
function totalOf(response: Response): number | undefined {
  const total = /\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1];
  return total === undefined ? undefined : Number(total);
}

/** @param exact whether fewer bytes than `length` mean a cut connection */
async function wholeBody(response: Response, length: number, exact: boolean): Promise<Uint8Array> {
  const bytes = await cutBody(response, 0, length);
  if (exact && bytes.byteLength < length) throw new TransientError(`sent ${bytes.byteLength} of ${length} bytes`);
  return bytes;
}

/** The part of a body that was asked for; the rest is not downloaded. A server without ranges sends the whole file. */
async function cutBody(response: Response, offset: number, length: number): Promise<Uint8Array> {
  const wanted: Uint8Array[] = [];
  let at = 0;
  try {
    for await (const chunk of response.body ?? []) {
      const bytes = chunk as Uint8Array;
      const part = bytes.subarray(Math.max(0, offset - at), Math.max(0, offset + length - at));
      if (part.byteLength > 0) wanted.push(part);
      at += bytes.byteLength;
      if (at >= offset + length) break;
    }
  } catch (error) {
    throw new TransientError(reasonOf(error), { cause: error });
  }
  return wanted.length === 1 && wanted[0] ? wanted[0] : new Uint8Array(Buffer.concat(wanted));
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}
