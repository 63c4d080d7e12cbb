/** A compare-exchange: afterwards `low` holds the smaller value and `high` the larger.
 * Half of it may be dead: `keep` says which outputs anything later reads. */
export interface Comparator {
  readonly low: number;
  readonly high: number;
  readonly keep: 'both' | 'low' | 'high';
}

/** Compare-exchanges that bring the given ranks of `count` values to their sorted positions.
 *
 * Batcher's odd-even merge sort, cut to `count` inputs (the missing ones would be +∞ and never move) and pruned
 * backwards from the wanted outputs. The recursion's own order is kept: it finishes one half before it touches the
 * other, so that values stay in registers. @see Knuth, TAOCP 3, §5.3.4 */
export function selectionNetwork(count: number, ranks: readonly number[]): readonly Comparator[] {
  const sorted: [low: number, high: number][] = [];
  let size = 1;
  while (size < count) size *= 2;
  sort(0, size);

  const needed = new Uint8Array(count);
  for (const rank of ranks) needed[rank] = 1;
  const kept: Comparator[] = [];
  for (const [low, high] of sorted.toReversed()) {
    if (!needed[low] && !needed[high]) continue;
    kept.push({ low, high, keep: needed[low] ? (needed[high] ? 'both' : 'low') : 'high' });
    needed[low] = 1;
    needed[high] = 1;
  }
  return kept.toReversed();

  function sort(from: number, length: number): void {
    if (length < 2 || from >= count) return;
    const half = length / 2;
    sort(from, half);
    sort(from + half, half);
    merge(from, length, 1);
  }

  function merge(from: number, length: number, step: number): void {
    const next = step * 2;
    if (next >= length) {
      exchange(from, from + step);
      return;
    }
    merge(from, length, next);
    merge(from + step, length, next);
    for (let at = from + step; at + step < from + length; at += next) exchange(at, at + step);
  }

  function exchange(low: number, high: number): void {
    if (high < count) sorted.push([low, high]);
  }
}
