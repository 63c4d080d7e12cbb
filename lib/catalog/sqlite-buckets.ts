import type { Database } from './sqlite-database.ts';
import { noTime, type IndexKey } from './index-key.ts';
import type { Extent } from './item-extent.ts';

/** What one cell of a collection holds. Boxes in microdegrees, times in milliseconds; they only ever grow. */
export interface Bucket {
  readonly c: number;
  readonly cell: number;
  readonly items: number;
  /** Absent where items have no geometry. */
  readonly extent: Extent | undefined;
  /** First and last time that items are sorted by; null when none has one. */
  readonly first: number | null;
  readonly last: number | null;
  /** How long before and after the time it is sorted by an item's span can reach. */
  readonly before: number;
  readonly after: number;
}

/** All buckets, kept in memory and brought up to date from the rows that changed. */
export interface BucketCatalog {
  /** @param collections numbers; all of them when absent */
  of(collections: ReadonlySet<number>): Bucket[];
  /** Call before a search: reads what this or another connection changed since the last call. */
  refresh(): void;
  /** Tells that this connection wrote. */
  touch(): void;
}

export function bucketCatalog(database: Database): BucketCatalog {
  const byKey = new Map<string, Bucket>();
  let seenVersion = -1;
  let seenStamp = 0;
  let dirty = true;
  return {
    of: (collections) => [...byKey.values()].filter((bucket) => bucket.items > 0 && collections.has(bucket.c)),
    touch: () => {
      dirty = true;
    },
    refresh: () => {
      const version = Number(database.prepare('PRAGMA data_version').get()?.['data_version']);
      if (!dirty && version === seenVersion) return;
      for (const row of database.prepare('SELECT * FROM bucket WHERE stamp > ?').iterate(seenStamp)) {
        const bucket = bucketOf(row as unknown as BucketRow);
        byKey.set(`${bucket.c}:${bucket.cell}`, bucket);
        seenStamp = Math.max(seenStamp, Number(row['stamp']));
      }
      [seenVersion, dirty] = [version, false];
    },
  };
}

interface BucketRow extends Omit<Bucket, 'extent'> {
  readonly west: number | null;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

function bucketOf({ west, south, east, north, ...row }: BucketRow): Bucket {
  return { ...row, extent: west === null ? undefined : [west, south, east, north] };
}

const upsert = `
INSERT INTO bucket VALUES (:c, :cell, :items, :west, :south, :east, :north, :first, :last, :before, :after, :stamp)
ON CONFLICT DO UPDATE SET items = items + excluded.items,
  west = coalesce(min(west, excluded.west), west, excluded.west), south = coalesce(min(south, excluded.south), south, excluded.south),
  east = coalesce(max(east, excluded.east), east, excluded.east), north = coalesce(max(north, excluded.north), north, excluded.north),
  first = coalesce(min(first, excluded.first), first, excluded.first), last = coalesce(max(last, excluded.last), last, excluded.last),
  before = max(before, excluded.before), after = max(after, excluded.after), stamp = excluded.stamp`;

/** Buckets of one transaction's writes, summed up and written at its end. */
export interface BucketChanges {
  add(c: number, cell: number, key: IndexKey): void;
  remove(c: number, cell: number): void;
  write(): void;
}

type Change = { -readonly [K in keyof Bucket]: Bucket[K] };

export function bucketChanges(database: Database): BucketChanges {
  const changes = new Map<string, Change>();
  const changeOf = (c: number, cell: number): Change => {
    const key = `${c}:${cell}`;
    let change = changes.get(key);
    if (!change) {
      change = { c, cell, items: 0, extent: undefined, first: null, last: null, before: 0, after: 0 };
      changes.set(key, change);
    }
    return change;
  };
  return {
    add: (c, cell, { extent, time, span }) => {
      const change = changeOf(c, cell);
      change.items += 1;
      change.extent = union(change.extent, extent);
      if (time === noTime) return;
      change.first = Math.min(change.first ?? Infinity, time);
      change.last = Math.max(change.last ?? -Infinity, time);
      change.before = Math.max(change.before, time - (span?.start ?? time));
      change.after = Math.max(change.after, (span?.end ?? time) - time);
    },
    remove: (c, cell) => {
      changeOf(c, cell).items -= 1;
    },
    write: () => {
      if (changes.size === 0) return;
      const last = database.prepare('SELECT max(stamp) AS stamp FROM bucket').get()?.['stamp'];
      const stamp = Number(last ?? 0) + 1;
      for (const { extent, ...change } of changes.values()) {
        const [west = null, south = null, east = null, north = null] = extent ?? [];
        database.prepare(upsert).run({ ...change, west, south, east, north, stamp });
      }
    },
  };
}

function union(a: Extent | undefined, b: Extent | undefined): Extent | undefined {
  if (!a || !b) return a ?? b;
  return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];
}
