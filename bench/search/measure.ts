import type { Row } from '../row.ts';

export type Ask = () => Promise<unknown>;

/** Times one call after the other, in milliseconds. @param warm calls before it counts */
export async function timesOf(ask: Ask, calls: number, warm = 20): Promise<number[]> {
  const times: number[] = [];
  for (let call = -warm; call < calls; call++) {
    const began = performance.now();
    await ask();
    if (call >= 0) times.push(performance.now() - began);
  }
  return times;
}

/** @param share 0.5 for the median */
export function quantile(times: readonly number[], share: number): number {
  return times.toSorted((a, b) => a - b)[Math.floor(share * times.length)] ?? Number.NaN;
}

/** p50 and p95 as rows. @param peer times of the same by somebody else */
export function timeRows(
  name: string,
  times: readonly number[],
  peer?: { name: string; times: readonly number[] },
): Row[] {
  return [0.5, 0.95].map((share) => {
    const value = quantile(times, share);
    const theirs = peer && quantile(peer.times, share);
    const ratio = theirs && { peer: `${peer.name}, ${theirs.toFixed(1)} ms`, ratio: theirs / value };
    return { name: `${name}, p${share * 100}`, value, unit: 'ms', ...ratio };
  });
}

/** Milliseconds for a fixed amount of work of one thread: what the machine had to give at that moment. Parsing and writing
 * the same JSON takes 100 ms on a core of this bench's first machine when nothing else runs. */
export function calibration(): number {
  const text = JSON.stringify(
    Array.from({ length: 2000 }, (_, n) => ({ n, name: `item ${n}`, place: [n / 7, n / 11] })),
  );
  const began = performance.now();
  for (let turn = 0; turn < 40; turn++) JSON.stringify(JSON.parse(text));
  return performance.now() - began;
}
