import type { StatementSync } from 'node:sqlite';
import type { Decision } from './decision.ts';
import { noTime } from './index-key.ts';
import { isNever, testText, type IndexColumn, type IndexTest } from './index-test.ts';
import type { CandidatePlan, NumberedCollection } from './sqlite-candidates.ts';
import type { Database } from './sqlite-database.ts';

/** Asks the covering index itself: nothing but its own columns is read, of rows named `k`. */
export interface IndexQuery {
  /** Whether there are more rows than that to go through. */
  isLongerThan(rows: number): boolean;
  /** Rows of which the index is sure that they match, and rows that it leaves open. */
  count(): { readonly sure: number; readonly open: number };
  /** The sure rows, each an array of what is selected.
   * @param rest SQL after WHERE: more conditions, GROUP BY @param value of `:more` in it */
  sure<Row>(select: string, rest?: string, value?: string): Iterable<Row>;
  /** The rows that the index leaves open. */
  open<Row>(select: string): Iterable<Row>;
  /** Numbers of the items that the index leaves open, when `count` says that they are few. */
  openAtOnce(): readonly number[];
}

export function indexQuery(
  database: Database,
  plan: CandidatePlan,
  collections: readonly NumberedCollection[],
  decision: Decision,
): IndexQuery {
  const values: (number | string)[] = [plan.ranges, 0, 0];
  const text = (test: IndexTest) => sqliteTest(test, collections, (value) => `?${values.push(value)}`);
  const sure = text(decision.sure);
  const valuesOfSure = values.length;
  const isDecided = decision.possible === decision.sure;
  const possible = isDecided ? sure : text(decision.possible);
  const cell = plan.table === 'by_cell' ? ' AND k.cell = range.value ->> 2' : '';
  const within = `FROM json_each(?1) AS range CROSS JOIN ${plan.table} AS k WHERE k.c = range.value ->> 0${cell}
AND k.t BETWEEN ?2 AND ?3`;
  // What has no time is far from all that has one.
  const windows = [plan.times, { start: noTime, end: noTime }].filter(({ start, end }) => start <= end);
  // Statements are as many as there are shapes of filters, so they aren't kept.
  const prepare = (sql: string): StatementSync => {
    const statement = database.raw.prepare(sql);
    statement.setReturnArrays(true);
    return statement;
  };
  const openSql = (select: string) => `SELECT ${select} ${within} AND ${possible} AND (${sure}) IS NOT TRUE`;
  function* each<Row>(sql: string, bound: readonly (number | string)[]): Generator<Row> {
    const statement = prepare(sql);
    for (const { start, end } of windows)
      yield* statement.iterate(...bound.with(1, start).with(2, end)) as unknown as Iterable<Row>;
  }
  // An iterator of SQLite holds memory that the garbage collector doesn't see: what every page of a search does goes without.
  const atOnce = (sql: string): readonly (readonly number[])[] => {
    const statement = prepare(sql);
    return windows.flatMap(
      ({ start, end }) => statement.all(...values.with(1, start).with(2, end)) as unknown as readonly number[][],
    );
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
      const sql = `SELECT count(*) FILTER (WHERE ${sure}), count(*) ${within} AND ${possible}`;
      const sums = { sure: 0, open: 0 };
      for (const [surely = 0, all = 0] of atOnce(sql)) {
        sums.sure += surely;
        sums.open += all - surely;
      }
      return sums;
    },
    sure: (select, rest = '', value) => {
      if (isNever(decision.sure)) return [];
      const bound = values.slice(0, valuesOfSure);
      const more = value === undefined ? rest : rest.replace(':more', `?${bound.push(value)}`);
      return each(`SELECT ${select} ${within} AND ${sure} ${more}`, bound);
    },
    open: (select) => (isDecided ? [] : each(openSql(select), values)),
    openAtOnce: () => atOnce(openSql('k.n')).flat(),
  };
}

/** A test as SQL over rows named `k`. @param bind takes a value and says how it stands in the text */
export function sqliteTest(
  test: IndexTest,
  collections: readonly NumberedCollection[],
  bind: (value: number) => string,
): string {
  const numbers = new Map(collections.map(({ c, id }) => [id, c]));
  return testText(test, {
    column: (name) => columns[name],
    value: (value) => bind(typeof value === 'string' ? (numbers.get(value) ?? -1) : value),
    missing: (column) => `${column} IS NULL`,
  });
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
