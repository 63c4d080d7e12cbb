/** Merges streams that are each in order into one that is. Reads the first of all at once, then only where it took from. */
export async function* mergeSorted<T>(
  streams: readonly AsyncIterator<T>[],
  compare: (a: T, b: T) => number,
): AsyncGenerator<T> {
  const heads = await Promise.all(streams.map((stream) => stream.next()));
  const live = streams.flatMap((stream, at) => {
    const head = heads[at];
    return head && !head.done ? [{ stream, value: head.value }] : [];
  });
  live.sort((a, b) => compare(a.value, b.value));
  while (live[0]) {
    const first = live.shift()!;
    yield first.value;
    const next = await first.stream.next();
    if (next.done) continue;
    first.value = next.value;
    live.splice(
      placeFor(live, (other) => compare(other.value, next.value) <= 0),
      0,
      first,
    );
  }
}

/** Binary search for the first entry that isn't before. */
function placeFor<T>(sorted: readonly T[], isBefore: (entry: T) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(sorted[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}
