import type { Decision } from './decision.ts';
import { noTime } from './index-key.ts';
import { testText, type IndexColumn, type IndexTest } from './index-test.ts';
import type { CandidatePlan, NumberedCollection } from './sqlite-candidates.ts';
import type { Database } from './sqlite-database.ts';

/** Asks the covering index itself: nothing but its own columns is read. */
export interface IndexQuery {
  /** Whether there are more rows than that to go through. */
  isLongerThan(rows: number): boolean;
  /** Rows of which the index is sure that they match, and rows that it leaves open. */
  count(): { readonly sure: number; readonly open: number };
  /** The rows that may match, each an array of the columns that are asked for and whether it is sure (1 or 0). */
  rows(columns: string): Iterable<readonly (number | null)[]>;
  /** Numbers of the items that the index leaves open. */
  open(): Iterable<number>;
}

export function indexQuery(
  database: Database,
  plan: CandidatePlan,
  collections: readonly NumberedCollection[],
  decision: Decision,
): IndexQuery {
  const values: (number | string)[] = [plan.ranges, 0, 0];
  const bind = (value: number | string) => `?${values.push(value)}`;
  const numbers = new Map(collections.map(({ c, id }) => [id, c]));
  const text = (test: IndexTest) =>
    testText(test, {
      column: (name) => columns[name],
      value: (value) => bind(typeof value === 'string' ? (numbers.get(value) ?? -1) : value),
      missing: (column) => `${column} IS NULL`,
    });
  const sure = text(decision.sure);
  const possible = decision.possible === decision.sure ? sure : text(decision.possible);
  const cell = plan.table === 'by_cell' ? ' AND k.cell = range.value ->> 2' : '';
  const within = `FROM json_each(?1) AS range CROSS JOIN ${plan.table} AS k WHERE k.c = range.value ->> 0${cell}
AND k.t BETWEEN ?2 AND ?3`;
  // What has no time is far from all that has one.
  const windows = [plan.times, { start: noTime, end: noTime }].filter(({ start, end }) => start <= end);
  // Statements are as many as there are shapes of filters, so they aren't kept.
  const run = (sql: string) => {
    const statement = database.raw.prepare(sql);
    statement.setReturnArrays(true);
    return windows.map(({ start, end }) => ({ statement, bound: values.with(1, start).with(2, end) }));
  };
  return {
    isLongerThan: (rows) => {
      let left = rows;
      for (const { start, end } of windows) {
        const found = database.prepare(`SELECT count(*) AS n FROM (SELECT 1 ${within} LIMIT ?4)`);
        left -= Number(found.get(plan.ranges, start, end, left + 1)?.['n']);
        if (left < 0) return true;
      }
      return false;
    },
    count: () => {
      const sums: [number, number] = [0, 0];
      const sql = `SELECT count(*) FILTER (WHERE ${sure}), count(*) ${within} AND ${possible}`;
      for (const { statement, bound } of run(sql)) {
        const [surely, all] = statement.get(...bound) as unknown as readonly [number, number];
        sums[0] += surely;
        sums[1] += all - surely;
      }
      return { sure: sums[0], open: sums[1] };
    },
    rows: function* (names) {
      for (const { statement, bound } of run(`SELECT ${names}, (${sure}) IS TRUE ${within} AND ${possible}`)) {
        yield* statement.iterate(...bound) as unknown as Iterable<readonly (number | null)[]>;
      }
    },
    open: function* () {
      for (const { statement, bound } of run(`SELECT k.n ${within} AND ${possible} AND (${sure}) IS NOT TRUE`)) {
        for (const [n] of statement.all(...bound) as unknown as readonly (readonly [number])[]) yield n;
      }
    },
  };
}

const columns: Readonly<Record<IndexColumn, string>> = {
  collection: 'k.c',
  time: 'k.t',
  first: 'coalesce(k.t0, k.t)',
  last: 'coalesce(k.t1, k.t)',
  cloud: 'k.cloud',
  west: 'k.west',
  south: 'k.south',
  east: 'k.east',
  north: 'k.north',
};
