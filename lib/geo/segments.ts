import { orient } from './orient.ts';

/** Whether two closed segments, each x0 y0 x1 y1 at its offset, share a point. Exact. */
export function segmentsTouch(a: Float64Array, i: number, b: Float64Array, j: number): boolean {
  const [ax, ay, bx, by] = [a[i]!, a[i + 1]!, a[i + 2]!, a[i + 3]!];
  const [cx, cy, dx, dy] = [b[j]!, b[j + 1]!, b[j + 2]!, b[j + 3]!];
  if (Math.max(ax, bx) < Math.min(cx, dx) || Math.max(cx, dx) < Math.min(ax, bx)) return false;
  if (Math.max(ay, by) < Math.min(cy, dy) || Math.max(cy, dy) < Math.min(ay, by)) return false;
  const c = orient(ax, ay, bx, by, cx, cy);
  const d = orient(ax, ay, bx, by, dx, dy);
  if ((c > 0 && d > 0) || (c < 0 && d < 0)) return false;
  const e = orient(cx, cy, dx, dy, ax, ay);
  const f = orient(cx, cy, dx, dy, bx, by);
  // Collinear segments overlap, since their boxes do.
  return !((e > 0 && f > 0) || (e < 0 && f < 0));
}
