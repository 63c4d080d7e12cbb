/** The operators that CQL2 itself defines; every other `op` is a function.
 * @see OGC 21-065r2, and its schema cql2.json */
export type OperatorKind =
  | 'logic'
  | 'comparison'
  | 'like'
  | 'between'
  | 'in'
  | 'null'
  | 'fold'
  | 'spatial'
  | 'temporal'
  | 'array'
  | 'arithmetic';

export interface Operator {
  /** As CQL2-JSON spells it. */
  readonly name: string;
  readonly kind: OperatorKind;
  readonly minArgs: number;
  readonly maxArgs: number;
}

const table: readonly (readonly [kind: OperatorKind, minArgs: number, maxArgs: number, names: string])[] = [
  ['logic', 2, Infinity, 'and or'],
  ['logic', 1, 1, 'not'],
  ['comparison', 2, 2, '= <> < > <= >='],
  ['like', 2, 2, 'like'],
  ['between', 3, 3, 'between'],
  ['in', 2, 2, 'in'],
  ['null', 1, 1, 'isNull'],
  ['fold', 1, 1, 'casei accenti'],
  ['spatial', 2, 2, 's_intersects s_equals s_disjoint s_touches s_within s_overlaps s_crosses s_contains'],
  ['temporal', 2, 2, 't_after t_before t_contains t_disjoint t_during t_equals t_finishedBy t_finishes'],
  ['temporal', 2, 2, 't_intersects t_meets t_metBy t_overlappedBy t_overlaps t_startedBy t_starts'],
  ['array', 2, 2, 'a_equals a_contains a_containedBy a_overlaps'],
  ['arithmetic', 2, 2, '+ - * / % div ^'],
];

const operators = new Map<string, Operator>(
  table.flatMap(([kind, minArgs, maxArgs, names]) =>
    names.split(' ').map((name) => [name.toLowerCase(), { name, kind, minArgs, maxArgs }] as const),
  ),
);

/** Spellings of drafts and of pgstac that clients still send. */
const aliases: Readonly<Record<string, string>> = {
  eq: '=',
  neq: '<>',
  ne: '<>',
  '!=': '<>',
  lt: '<',
  lte: '<=',
  le: '<=',
  gt: '>',
  gte: '>=',
  ge: '>=',
  intersects: 's_intersects',
  anyinteracts: 't_intersects',
  t_anyinteracts: 't_intersects',
};

/** Looks an operator up without regard to case or to underscores inside the name (`a_contained_by`).
 * @returns undefined when the name is a function's */
export function operatorOf(name: string): Operator | undefined {
  const lower = name.toLowerCase();
  const direct = operators.get(lower);
  if (direct) return direct;
  if (Object.hasOwn(aliases, lower)) return operators.get(aliases[lower] ?? '');
  return /^[ast]_\w+_/.test(lower) ? operators.get(lower.slice(0, 2) + lower.slice(2).replaceAll('_', '')) : undefined;
}
