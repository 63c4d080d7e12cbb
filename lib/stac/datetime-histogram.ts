import { maxBuckets, type Aggregation } from './aggregation.ts';

/** Steps of a histogram over time, from fine to coarse. */
export const intervals = ['hour', 'day', 'week', 'month', 'quarter', 'year'] as const;
export type Interval = (typeof intervals)[number];

const hour = 3_600_000;
const day = 24 * hour;

/** Buckets that an automatic step aims at, at most. */
const fewEnough = 100;

/** Where the step that holds a moment begins, in UTC; weeks begin on Monday. @param at milliseconds since 1970 */
export function startOf(interval: Interval, at: number): number {
  if (interval === 'hour') return Math.floor(at / hour) * hour;
  if (interval === 'day') return Math.floor(at / day) * day;
  // 1970 began on a Thursday.
  if (interval === 'week') return Math.floor((at + 3 * day) / (7 * day)) * 7 * day - 3 * day;
  const date = new Date(at);
  const month = date.getUTCMonth();
  const first = interval === 'month' ? month : interval === 'quarter' ? month - (month % 3) : 0;
  // setUTCFullYear and not Date.UTC, which reads the years 0 to 99 as 19xx.
  return new Date(0).setUTCFullYear(date.getUTCFullYear(), first, 1);
}

/** A histogram over time of what was counted by the hour.
 * @param hours items by the hour that they were taken in, milliseconds since 1970
 * @param interval absent: the finest step that gives at most 100 buckets, or years
 * @param matched items in all, those without a time too */
export function datetimeHistogram(
  name: string,
  hours: ReadonlyMap<number, number>,
  interval: Interval | undefined,
  matched: number,
): Aggregation {
  const choices = interval ? [interval] : intervals;
  let counts: Map<number, number> = new Map();
  for (const choice of choices) {
    counts = new Map();
    for (const [at, frequency] of hours) {
      const start = startOf(choice, at);
      counts.set(start, (counts.get(start) ?? 0) + frequency);
    }
    if (counts.size <= fewEnough) break;
  }
  const kept = [...counts].sort(([a], [b]) => a - b).slice(-maxBuckets);
  return {
    name,
    data_type: 'frequency_distribution',
    buckets: kept.map(([at, frequency]) => ({ key: new Date(at).toISOString(), data_type: 'datetime', frequency })),
    overflow: matched - kept.reduce((sum, [, frequency]) => sum + frequency, 0),
  };
}
