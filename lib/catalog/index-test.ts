/** What both stores index of an item: `time` is what items are sorted by, `first` and `last` the ends of its span
 * (milliseconds; `noTime` or nothing when it has none), `cloud` percent, the box microdegrees. */
export type IndexColumn = 'collection' | 'time' | 'first' | 'last' | 'cloud' | 'west' | 'south' | 'east' | 'north';

/** A condition on a row of the index. A row without the column's value fulfils none but `missing`; there is no negation,
 * so that this stays so. */
export type IndexTest =
  | { readonly all: readonly IndexTest[] }
  | { readonly any: readonly IndexTest[] }
  | { readonly column: IndexColumn; readonly is: Relation; readonly value: number | string }
  | { readonly column: IndexColumn; readonly is: 'missing' | 'present' };

export type Relation = '<' | '<=' | '=' | '<>' | '>=' | '>';

export const always: IndexTest = { all: [] };
export const never: IndexTest = { any: [] };

/** An infinite bound is none, so that values are numbers that JSON has words for. */
export function test(column: IndexColumn, is: Relation, value: number | string): IndexTest {
  if (typeof value === 'string' || Number.isFinite(value)) return { column, is, value };
  const holds = value > 0 ? is.startsWith('<') : is.startsWith('>') || is === '<>';
  return holds ? { column, is: 'present' } : never;
}

export function all(tests: readonly IndexTest[]): IndexTest {
  const parts = tests.flatMap((part) => ('all' in part ? part.all : [part]));
  if (parts.some(isNever)) return never;
  return parts.length === 1 ? parts[0]! : { all: parts };
}

export function any(tests: readonly IndexTest[]): IndexTest {
  const parts = tests.flatMap((part) => ('any' in part ? part.any : [part]));
  if (parts.some(isAlways)) return always;
  return parts.length === 1 ? parts[0]! : { any: parts };
}

export function isAlways(part: IndexTest): boolean {
  return 'all' in part && part.all.length === 0;
}

export function isNever(part: IndexTest): boolean {
  return 'any' in part && part.any.length === 0;
}

/** The test as text of SQL, of either store.
 * @param column how the store names a column
 * @param value how it names a value that goes with the query
 * @param missing how it says that a column has none */
export function testText(
  part: IndexTest,
  dialect: {
    readonly column: (name: IndexColumn) => string;
    readonly value: (value: number | string, column: IndexColumn) => string;
    readonly missing: (column: string) => string;
  },
): string {
  const join = (parts: readonly IndexTest[], word: string) =>
    `(${parts.map((inner) => testText(inner, dialect)).join(` ${word} `)})`;
  if ('all' in part) return part.all.length === 0 ? '1 = 1' : join(part.all, 'AND');
  if ('any' in part) return part.any.length === 0 ? '1 = 0' : join(part.any, 'OR');
  const column = dialect.column(part.column);
  if ('value' in part) return `${column} ${part.is} ${dialect.value(part.value, part.column)}`;
  return part.is === 'missing' ? dialect.missing(column) : `NOT (${dialect.missing(column)})`;
}
