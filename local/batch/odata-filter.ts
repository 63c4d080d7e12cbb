import { BatchError } from './batch-error.ts';

type Test = (entry: Readonly<Record<string, unknown>>) => boolean;

const comparison =
  /^([A-Za-z][\w/]*)\s+(eq|ne|gt|ge|lt|le)\s+(?:'((?:[^']|'')*)'|datetime'([^']*)'|(-?\d+(?:\.\d+)?)|(true|false))$/;
const startsWith = /^startswith\(\s*([A-Za-z][\w/]*)\s*,\s*'((?:[^']|'')*)'\s*\)$/;

/** The part of OData that Batch clients use in `$filter`: comparisons and `startswith`, joined by `and`.
 * Text compares without regard to case, as in Azure. @throws {BatchError} 400 */
export function parseFilter(text: string | null): Test {
  if (text === null || text.trim() === '') return () => true;
  const tests = conjuncts(text).map(parseTest);
  return (entry) => tests.every((test) => test(entry));
}

/** Splits at `and` outside of quotes. */
function conjuncts(text: string): string[] {
  return text.split(/\s+and\s+(?=(?:[^']*'[^']*')*[^']*$)/).map((part) =>
    part
      .trim()
      .replace(/^\((.*)\)$/, '$1')
      .trim(),
  );
}

function parseTest(text: string): Test {
  const prefix = startsWith.exec(text);
  if (prefix) {
    const wanted = unquote(prefix[2]).toLowerCase();
    return (entry) => textOf(valueAt(entry, prefix[1])).toLowerCase().startsWith(wanted);
  }
  const match = comparison.exec(text);
  if (!match) throw unsupported(text);
  const [, path, operator, quoted, date, number, boolean] = match;
  const wanted =
    number === undefined ? (boolean ?? (date === undefined ? unquote(quoted) : date)).toLowerCase() : Number(number);
  return (entry) => {
    const value = valueAt(entry, path);
    if (value === undefined) return operator === 'ne';
    return holds(operator ?? '', compare(value, wanted));
  };
}

function compare(value: unknown, wanted: string | number): number {
  if (typeof wanted === 'number') return Number(value) - wanted;
  const text = textOf(value).toLowerCase();
  return text < wanted ? -1 : text > wanted ? 1 : 0;
}

function holds(operator: string, order: number): boolean {
  if (operator === 'eq') return order === 0;
  if (operator === 'ne') return order !== 0;
  if (operator === 'gt') return order > 0;
  if (operator === 'ge') return order >= 0;
  return operator === 'lt' ? order < 0 : order <= 0;
}

function valueAt(entry: Readonly<Record<string, unknown>>, path = ''): unknown {
  let value: unknown = entry;
  for (const name of path.split('/')) value = (value as Record<string, unknown> | undefined)?.[name];
  return value;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

function unquote(text = ''): string {
  return text.replaceAll("''", "'");
}

function unsupported(text: string): BatchError {
  return new BatchError(400, 'InvalidQueryParameterValue', 'Value for one of the query parameters is invalid.', [
    { key: 'QueryParameterName', value: '$filter' },
    { key: 'QueryParameterValue', value: text },
  ]);
}
