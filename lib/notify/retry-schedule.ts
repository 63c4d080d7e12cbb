/** Seconds before each attempt, as Standard Webhooks advises: at once, 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h. */
const delays = [0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400] as const;

/** A receiver may ask for at most this long. */
const longest = 86_400;

/** Seconds to wait before an attempt (counted from 0), or undefined when there are no more.
 * @param asked Retry-After of the answer before, seconds */
export function delayBefore(attempt: number, asked?: number): number | undefined {
  const planned = delays[attempt];
  return planned === undefined ? undefined : Math.max(planned, Math.min(asked ?? 0, longest));
}
