import { noTime } from './index-key.ts';
import type { OpenItem } from './page.ts';
import { candidateSql, type CandidatePlan } from './sqlite-candidates.ts';
import { readRow, type ItemReader } from './sqlite-rows.ts';

/** Reads the candidates of a plan. @param where more SQL, with its values, and then their order */
export function* readAll(
  reader: ItemReader,
  plan: CandidatePlan,
  where = 'TRUE',
  values: readonly (number | string)[] = [],
  order = '',
): Generator<OpenItem> {
  const sql = `SELECT k.n ${candidateSql(plan)} AND (k.t BETWEEN ? AND ? OR k.t = ?) AND ${where} ${order}`;
  const rows = reader.database
    .prepare(sql)
    .iterate(plan.ranges, ...plan.values, plan.times.start, plan.times.end, noTime, ...values);
  for (const { n } of rows) {
    const item = readRow(reader, Number(n));
    if (item) yield item;
  }
}
