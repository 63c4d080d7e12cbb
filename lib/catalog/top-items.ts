/** Keeps the first `size` of a stream in an order, in memory for twice that. */
export interface TopItems<T> {
  /** Whether it would be among the first as far as is known. */
  wants(entry: T): boolean;
  add(entry: T): void;
  /** In order. */
  list(): readonly T[];
  /** The last of the first `size`; undefined until there are as many. */
  last(): T | undefined;
}

export function topItems<T>(size: number, compare: (a: T, b: T) => number): TopItems<T> {
  let kept: T[] = [];
  let last: T | undefined;
  const cut = () => {
    kept = kept.sort(compare).slice(0, size);
    if (kept.length === size) last = kept.at(-1);
  };
  return {
    wants: (entry) => last === undefined || compare(entry, last) < 0,
    add: (entry) => {
      kept.push(entry);
      if (kept.length >= 2 * size || (last === undefined && kept.length >= size)) cut();
    },
    list: () => {
      cut();
      return kept;
    },
    last: () => last,
  };
}
