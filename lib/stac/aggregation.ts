/** One group of items. `from` is inclusive, `to` exclusive; absent ends are open. */
export interface Bucket {
  readonly key: string;
  readonly data_type: 'string' | 'numeric' | 'datetime';
  readonly frequency: number;
  readonly from?: number;
  readonly to?: number;
}

/** What an aggregation says of the items that match: one value, or buckets.
 * @see https://github.com/stac-api-extensions/aggregation */
export type Aggregation =
  | {
      readonly name: string;
      readonly data_type: 'integer' | 'datetime';
      /** null when there is none, as with the oldest of no items. */
      readonly value: number | string | null;
    }
  | {
      readonly name: string;
      readonly data_type: 'frequency_distribution';
      readonly buckets: readonly Bucket[];
      /** Items that are in none of the buckets: those without the value, and those of buckets too many to list. */
      readonly overflow: number;
    };

/** Most buckets of one aggregation; the fullest are kept. */
export const maxBuckets = 10_000;

/** Buckets of terms: the fullest first, equals by key.
 * @param matched items in all */
export function frequencies(
  name: string,
  counts: ReadonlyMap<string, number>,
  matched: number,
  dataType: Bucket['data_type'] = 'string',
): Aggregation {
  const kept = [...counts]
    .filter(([, frequency]) => frequency > 0)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, maxBuckets);
  const counted = kept.reduce((sum, [, frequency]) => sum + frequency, 0);
  return {
    name,
    data_type: 'frequency_distribution',
    buckets: kept.map(([key, frequency]) => ({ key, data_type: dataType, frequency })),
    overflow: matched - counted,
  };
}
