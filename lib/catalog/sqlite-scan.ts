import { noTime } from './index-key.ts';
import { candidateSql, type CandidatePlan } from './sqlite-candidates.ts';
import type { Database } from './sqlite-database.ts';
import type { TimeOrder } from './time-order.ts';

/** A row of the index. */
export interface Candidate {
  readonly n: number;
  readonly t: number;
  readonly id: string;
  /** Place of its collection among those of the plan. */
  readonly rank: number;
}

/** Where a scan begins: after a row, or at it. */
export type ScanStart = Omit<Candidate, 'n'> & { readonly inclusive: boolean };

/** Yields the candidates in the order of time, then id, then collection, reading the index in windows of time that are
 * as wide as it takes to fill a page. What has no time comes last, or first when going back.
 * @param want how many candidates will probably be read */
export function* scanByTime(
  database: Database,
  plan: CandidatePlan,
  order: TimeOrder & { readonly goesBack: boolean },
  start: ScanStart | undefined,
  want: number,
): Generator<Candidate> {
  const startsTimeless = start?.t === noTime;
  const timed = () => windows(database, plan, order, startsTimeless ? undefined : start, want);
  const timeless = { ...plan, times: { start: noTime, end: noTime }, density: Infinity };
  const rest = () => windows(database, timeless, order, startsTimeless ? start : undefined, want);
  if (order.goesBack) {
    if (!start || startsTimeless) yield* rest();
    yield* timed();
  } else {
    if (!startsTimeless) yield* timed();
    yield* rest();
  }
}

function* windows(
  database: Database,
  plan: CandidatePlan,
  order: TimeOrder,
  start: ScanStart | undefined,
  want: number,
): Generator<Candidate> {
  const down = order.time === 'desc';
  const { start: first, end: last } = plan.times;
  // A window is half open at its far edge; `far` is just beyond the last row.
  const far = down ? first - 1 : last + 1;
  const sign = down ? -1 : 1;
  let near = start ? start.t : down ? last : first;
  if (sign * (near - (down ? last : first)) < 0) near = down ? last : first;
  let cursor = start;
  let width = Math.max(1, want / plan.density);
  let limit = Math.max(64, 2 * want);
  while (sign * (far - near) > 0) {
    const edge = sign * (near + sign * width - far) >= 0 || !Number.isFinite(width) ? far : near + sign * width;
    const found = readWindow(database, plan, order, near, edge, cursor, limit);
    for (const row of found) if (!cursor || isAfter(row, cursor, order)) yield row;
    const lastRow = found.at(-1);
    if (found.length === limit && lastRow) {
      [near, cursor] = [lastRow.t, { ...lastRow, inclusive: false }];
      limit = Math.min(4096, 2 * limit);
    } else {
      near = edge;
      width *= Math.min(16, Math.max(1, (1.5 * want) / Math.max(found.length, want / 16)));
    }
  }
}

function readWindow(
  database: Database,
  plan: CandidatePlan,
  order: TimeOrder,
  near: number,
  edge: number,
  cursor: ScanStart | undefined,
  limit: number,
): Candidate[] {
  const window = order.time === 'desc' ? 'k.t <= ? AND k.t > ?' : 'k.t >= ? AND k.t < ?';
  const after = cursor ? ` AND (k.t <> ? OR k.id ${order.id === 'asc' ? '>=' : '<='} ?)` : '';
  const sql = `SELECT k.n, k.t, k.id, range.value ->> 1 AS rank ${candidateSql(plan)} AND ${window}${after}
ORDER BY k.t ${order.time}, k.id ${order.id}, rank ${order.collection} LIMIT ?`;
  const position = cursor ? [cursor.t, cursor.id] : [];
  const rows = database.prepare(sql).all(plan.ranges, ...plan.values, near, edge, ...position, limit);
  return rows as unknown as Candidate[];
}

/** The index leaves only rows of the very same time and id to be told apart. */
function isAfter(row: Candidate, cursor: ScanStart, order: TimeOrder): boolean {
  if (row.t !== cursor.t || row.id !== cursor.id) return true;
  const steps = order.collection === 'asc' ? row.rank - cursor.rank : cursor.rank - row.rank;
  return steps > 0 || (steps === 0 && cursor.inclusive);
}
