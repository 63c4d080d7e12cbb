import { BusyError } from '../../lib/errors.ts';

/** A picture, or undefined where there is none to be had. */
export type Thumbnail = Uint8Array | undefined;

export interface ThumbnailCache {
  /** The picture under a key, made when it isn't there; who asks meanwhile waits for the same one.
   * @throws {BusyError} when too many are waiting, or it takes too long (it is kept when it comes after all) */
  get(key: string, make: () => Promise<Thumbnail>): Promise<Thumbnail>;
}

export interface CacheLimits {
  /** Bytes kept. */
  readonly bytes: number;
  /** Made at a time. */
  readonly parallel: number;
  /** Waiting for their turn. */
  readonly waiting: number;
  /** Milliseconds that a caller waits. */
  readonly patience: number;
  /** Milliseconds until a missing picture is looked for again. */
  readonly missing: number;
}

const defaults: CacheLimits = {
  bytes: 32 * 1024 * 1024,
  parallel: 2,
  waiting: 200,
  patience: 10_000,
  missing: 60_000,
};

/** Keeps what was asked for last, within a budget. */
export function thumbnailCache(limits: Partial<CacheLimits> = {}, now: () => number = Date.now): ThumbnailCache {
  const { bytes, parallel, waiting, patience, missing } = { ...defaults, ...limits };
  const kept = new Map<string, { readonly picture: Thumbnail; readonly at: number }>();
  const making = new Map<string, Promise<Thumbnail>>();
  const queue: (() => void)[] = [];
  let size = 0;
  let running = 0;

  const drop = (key: string) => {
    const entry = kept.get(key);
    if (!entry) return;
    size -= sizeOf(entry.picture);
    kept.delete(key);
  };
  const keep = (key: string, picture: Thumbnail) => {
    drop(key);
    kept.set(key, { picture, at: now() });
    size += sizeOf(picture);
    for (const oldest of kept.keys()) {
      if (size <= bytes) break;
      drop(oldest);
    }
  };
  const inTurn = async (make: () => Promise<Thumbnail>): Promise<Thumbnail> => {
    if (running >= parallel) {
      await new Promise<void>((resolve) => {
        queue.push(resolve);
      });
    } else running += 1;
    try {
      return await make();
    } finally {
      const next = queue.shift();
      if (next) next();
      else running -= 1;
    }
  };
  const start = (key: string, make: () => Promise<Thumbnail>): Promise<Thumbnail> => {
    if (queue.length >= waiting) throw new BusyError(503, 'Too many pictures are being made', 5);
    const made = inTurn(make)
      .then((picture) => {
        keep(key, picture);
        return picture;
      })
      .finally(() => making.delete(key));
    making.set(key, made);
    return made;
  };
  return {
    get: async (key, make) => {
      const found = kept.get(key);
      if (found && (found.picture || now() - found.at < missing)) {
        kept.delete(key);
        kept.set(key, found);
        return found.picture;
      }
      return withPatience(making.get(key) ?? start(key, make), patience);
    },
  };
}

/** What a key and its entry take beside the picture. */
const overhead = 200;

function sizeOf(picture: Thumbnail): number {
  return overhead + (picture?.byteLength ?? 0);
}

async function withPatience<T>(answer: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new BusyError(503, 'The picture takes too long', 5)), milliseconds);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
