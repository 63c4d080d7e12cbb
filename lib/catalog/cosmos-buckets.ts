import type { CosmosContainers } from './cosmos-client.ts';
import { backOff, readDocument, writeOver, type Stamped } from './cosmos-point.ts';
import { noTime, type IndexKey } from './index-key.ts';
import type { Extent } from './item-extent.ts';

/** What one cell of a collection may hold. It is written before the first item that needs it, and only ever grows. */
export interface CosmosBucket {
  readonly id: string;
  readonly pk: 'buckets';
  readonly c: string;
  readonly cell: number;
  readonly extent: Extent | null;
  /** Of the times that items are sorted by, whole months; null when none has one. */
  readonly first: number | null;
  readonly last: number | null;
  /** How long before and after that time the span of an item can reach, whole days. */
  readonly before: number;
  readonly after: number;
}

export interface CosmosBuckets {
  of(collection: string): Iterable<CosmosBucket>;
  /** Reads what other processes wrote, at most once in the interval that was given. */
  refresh(): Promise<void>;
  /** Makes sure that searches look where this item will be. Mostly there is nothing to do: a write for each month of a cell. */
  cover(collection: string, cell: number, key: IndexKey): Promise<void>;
}

const pk = 'buckets';
const aDay = 86_400_000;

/** @param staleness milliseconds for which what other processes wrote may stay unseen */
export function cosmosBuckets({ state }: CosmosContainers, staleness: number): CosmosBuckets {
  const byCollection = new Map<string, Map<number, CosmosBucket>>();
  let readAt = -Infinity;
  let newest = 0;
  const remember = (bucket: CosmosBucket): void => {
    const cells = byCollection.get(bucket.c) ?? new Map<number, CosmosBucket>();
    byCollection.set(bucket.c, cells.set(bucket.cell, bucket));
  };
  return {
    of: (collection) => byCollection.get(collection)?.values() ?? [],
    refresh: async () => {
      const now = performance.now();
      if (now - readAt < staleness) return;
      readAt = now;
      // A second back: the service's clock counts whole seconds.
      const query = `SELECT * FROM c WHERE c.pk = @pk AND c._ts >= @since`;
      const parameters = [
        { name: '@pk', value: pk },
        { name: '@since', value: newest - 1 },
      ];
      for await (const { resources } of state.items
        .query<Stamped<CosmosBucket>>({ query, parameters })
        .getAsyncIterator()) {
        for (const bucket of resources) {
          newest = Math.max(newest, bucket._ts);
          const known = byCollection.get(bucket.c)?.get(bucket.cell);
          remember(known ? widened(known, bucket) : bucket);
        }
      }
    },
    cover: async (collection, cell, key) => {
      const wanted = bucketFor(collection, cell, key);
      const known = byCollection.get(collection)?.get(cell);
      if (known && covers(known, wanted)) return;
      for (let attempt = 0; ; attempt++) {
        const found = await readDocument<CosmosBucket>(state, wanted.id, pk);
        const bucket = found ? widened(found, wanted) : wanted;
        if (found && covers(found, wanted)) return remember(found);
        if (await writeOver(state, bucket, pk, found)) return remember(bucket);
        await backOff(attempt);
      }
    },
  };
}

function bucketFor(c: string, cell: number, { extent, time, span }: IndexKey): CosmosBucket {
  const hasTime = time !== noTime;
  return {
    id: `${Buffer.from(c).toString('base64url')}.${cell}`,
    pk,
    c,
    cell,
    extent: extent ?? null,
    first: hasTime ? monthStart(time, 0) : null,
    last: hasTime ? monthStart(time, 1) : null,
    before: hasTime && span ? aDay * Math.ceil((time - span.start) / aDay) : 0,
    after: hasTime && span ? aDay * Math.ceil((span.end - time) / aDay) : 0,
  };
}

function monthStart(time: number, later: number): number {
  const date = new Date(time);
  return new Date(0).setUTCFullYear(date.getUTCFullYear(), date.getUTCMonth() + later, 1);
}

function covers(known: CosmosBucket, wanted: CosmosBucket): boolean {
  const both = widened(known, wanted);
  return (
    both.first === known.first &&
    both.last === known.last &&
    both.before === known.before &&
    both.after === known.after &&
    both.extent?.join() === known.extent?.join()
  );
}

function widened(a: CosmosBucket, b: CosmosBucket): CosmosBucket {
  return {
    ...a,
    extent: a.extent && b.extent ? union(a.extent, b.extent) : (a.extent ?? b.extent),
    first: a.first === null || b.first === null ? (a.first ?? b.first) : Math.min(a.first, b.first),
    last: a.last === null || b.last === null ? (a.last ?? b.last) : Math.max(a.last, b.last),
    before: Math.max(a.before, b.before),
    after: Math.max(a.after, b.after),
  };
}

function union(a: Extent, b: Extent): Extent {
  return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];
}
