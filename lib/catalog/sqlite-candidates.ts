import type { TimeInterval } from '../search/search-request.ts';
import type { IndexBounds } from './index-bounds.ts';
import type { Bucket } from './sqlite-buckets.ts';
import type { Extent } from './item-extent.ts';

/** Where the rows of a search are: ranges of one of the two indexes, and conditions on what it covers. */
export interface CandidatePlan {
  readonly table: 'by_cell' | 'by_time';
  /** JSON for `json_each`: [c, rank of the collection's id, cell?] a range. */
  readonly ranges: string;
  readonly where: readonly string[];
  readonly values: readonly number[];
  /** Of the times that items are sorted by; every candidate that has one lies within. */
  readonly times: TimeInterval;
  /** Rows in those ranges. */
  readonly rows: number;
  /** Candidates in a millisecond, on average: a guess. */
  readonly density: number;
}

export interface NumberedCollection {
  readonly c: number;
  readonly id: string;
}

/** With a smaller share of the items than this in the cells that meet the area, going by cell is faster than by time. */
const cellShare = 0.3;

/** @param collections those to search, in the order of their ids
 * @returns undefined when nothing can match */
export function planCandidates(
  bounds: IndexBounds,
  collections: readonly NumberedCollection[],
  buckets: readonly Bucket[],
): CandidatePlan | undefined {
  const hit = buckets.filter((bucket) => bounds.areas.every((area) => bucket.extent && meets(bucket.extent, area)));
  const times = timesOf(hit, bounds.time);
  const whole = timesOf(hit, undefined);
  const span = Math.max(1, whole.end - whole.start);
  const rows = count(hit);
  if (rows === 0) return undefined;
  const rank = new Map(collections.map(({ c }, index) => [c, index]));
  const byCell = rows < cellShare * count(buckets);
  const ranges = byCell
    ? hit.map(({ c, cell }) => [c, rank.get(c), cell])
    : [...new Set(hit.map(({ c }) => c))].map((c) => [c, rank.get(c)]);
  const { where, values } = conditions(bounds);
  return {
    table: byCell ? 'by_cell' : 'by_time',
    ranges: JSON.stringify(ranges),
    where,
    values,
    rows,
    times,
    density: (rows * clearShare(bounds)) / span,
  };
}

/** SQL of the candidates; its first value is the plan's ranges, then come the plan's own. */
export function candidateSql({ table, where }: CandidatePlan): string {
  const cell = table === 'by_cell' ? ['k.cell = range.value ->> 2'] : [];
  const conditions = ['k.c = range.value ->> 0', ...cell, ...where].join(' AND ');
  return `FROM json_each(?) AS range CROSS JOIN ${table} AS k WHERE ${conditions}`;
}

/** As if cloud cover were spread evenly. */
function clearShare({ cloudCover }: IndexBounds): number {
  if (!cloudCover) return 1;
  return Math.max(0.001, (Math.min(100, cloudCover.end) - Math.max(0, cloudCover.start)) / 100);
}

function conditions({ areas, time, cloudCover }: IndexBounds): { where: string[]; values: number[] } {
  const where: string[] = [];
  const values: number[] = [];
  for (const [west, south, east, north] of areas) {
    where.push('k.south <= ? AND k.north >= ?');
    values.push(north, south);
    where.push(`(${turns.map(() => 'k.west <= ? AND k.east >= ?').join(' OR ')})`);
    for (const turn of turns) values.push(east + turn, west + turn);
  }
  if (time) {
    where.push('coalesce(k.t1, k.t) >= ? AND coalesce(k.t0, k.t) <= ?');
    values.push(time.start, time.end);
  }
  if (cloudCover) {
    where.push('k.cloud >= ? AND k.cloud <= ?');
    values.push(cloudCover.start, cloudCover.end);
  }
  return { where, values };
}

/** Microdegrees. */
export const turns = [0, 360e6, -360e6];

export function meets(a: Extent, b: Extent): boolean {
  if (a[1] > b[3] || b[1] > a[3]) return false;
  return turns.some((turn) => a[0] <= b[2] + turn && b[0] + turn <= a[2]);
}

export function timesOf(
  buckets: readonly Pick<Bucket, 'first' | 'last' | 'before' | 'after'>[],
  wanted: TimeInterval | undefined,
): TimeInterval {
  let [start, end, before, after] = [Infinity, -Infinity, 0, 0];
  for (const bucket of buckets) {
    if (bucket.first !== null) start = Math.min(start, bucket.first);
    if (bucket.last !== null) end = Math.max(end, bucket.last);
    before = Math.max(before, bucket.before);
    after = Math.max(after, bucket.after);
  }
  if (!wanted) return { start, end };
  return { start: Math.max(start, wanted.start - after), end: Math.min(end, wanted.end + before) };
}

function count(buckets: readonly Bucket[]): number {
  return buckets.reduce((sum, { items }) => sum + items, 0);
}
