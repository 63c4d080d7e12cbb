/** The value that a share of all values stays at or under (nearest rank); undefined of none. */
export function percentile(values: readonly number[], share: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

export function seconds(milliseconds: number): number {
  return Math.round(milliseconds) / 1000;
}

/** Calls `look` until it gives something, at most `limitMs` long.
 * @throws {Error} saying what did not come */
export async function until<T>(
  what: string,
  limitMs: number,
  everyMs: number,
  look: () => Promise<T | undefined>,
): Promise<T> {
  for (const started = Date.now(); ;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() - started > limitMs) throw new Error(`${what} did not come within ${limitMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
