import { invalid } from '../errors.ts';
import type { Cql2, Cql2Operation } from './cql2.ts';
import { compareText, foldAccents, foldCase } from './fold-text.ts';
import { compareInstants, parseInstant } from './instant.ts';
import { normalizeProperty } from './item-property.ts';
import { compileLike } from './like.ts';
import { isInstant, toInstant, type Compiler, type Predicate, type Truth, type Value } from './evaluate-value.ts';

/** Compares two values of one kind. Numbers, booleans (false < true), text by code point, and instants; text that
 * holds RFC 3339 timestamps on both sides compares as instants.
 * @returns undefined when either has no value or they are of different kinds */
export function compareValues(a: unknown, b: unknown): number | undefined {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b);
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  if (!isInstant(a) && !isInstant(b)) return undefined;
  const [x, y] = [toInstant(a), toInstant(b)];
  return x && y ? compareInstants(x, y) : undefined;
}

function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  if (a[10] === 'T' && b[10] === 'T') {
    const [x, y] = [parseInstant(a), parseInstant(b)];
    if (x && y) return compareInstants(x, y);
  }
  return compareText(a, b);
}

const tests: Readonly<Record<string, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '<>': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

export function compileComparison(node: Cql2Operation, field: string, operand: Compiler<Value>): Predicate {
  const [left, right] = compileOperands(node.args, field, operand);
  const test = tests[node.op]!;
  return (item) => {
    const order = compareValues(left!(item), right!(item));
    return order === undefined ? null : test(order);
  };
}

export function compileBetween({ args }: Cql2Operation, field: string, operand: Compiler<Value>): Predicate {
  const [value, low, high] = compileOperands(args, field, operand);
  return (item) => {
    const found = value!(item);
    const above = compareValues(found, low!(item));
    const below = compareValues(found, high!(item));
    if ((above !== undefined && above < 0) || (below !== undefined && below > 0)) return false;
    return above === undefined || below === undefined ? null : true;
  };
}

/** True as soon as one element equals; otherwise unknown when one couldn't be compared for lack of a value. */
export function compileIn({ args }: Cql2Operation, field: string, operand: Compiler<Value>): Predicate {
  const [subject, list] = args as [Cql2, Cql2];
  if (!('array' in list)) throw invalid(`${field}.args[1]`, 'a list is expected');
  const [value, ...elements] = compileOperands([subject, ...list.array], field, operand);
  const known = literalSet(list.array);
  if (known) {
    return (item) => {
      const found = value!(item);
      return found === null || found === undefined ? null : known.has(found);
    };
  }
  return (item) => {
    const found = value!(item);
    if (found === null || found === undefined) return null;
    let result: Truth = false;
    for (const element of elements) {
      const candidate = element(item);
      if (compareValues(found, candidate) === 0) return true;
      if (candidate === null || candidate === undefined) result = null;
    }
    return result;
  };
}

/** Numbers and plain words can be looked up at once; text with digits may be a timestamp, which compares as one. */
function literalSet(list: readonly Cql2[]): ReadonlySet<unknown> | undefined {
  const values = list.map((node) => ('literal' in node ? node.literal : null));
  const plain = values.every((v) => typeof v === 'number' || (typeof v === 'string' && !/^\d{4}-/.test(v)));
  return plain ? new Set(values) : undefined;
}

export function compileIsNull({ args }: Cql2Operation, field: string, operand: Compiler<Value>): Predicate {
  const [node] = args as [Cql2];
  if ('geometry' in node || 'bbox' in node || 'interval' in node) return () => false;
  const value = operand(node, `${field}.args[0]`);
  return (item) => (value(item) ?? null) === null;
}

export function compileLikePredicate({ args }: Cql2Operation, field: string, operand: Compiler<Value>): Predicate {
  const text = operand(args[0]!, `${field}.args[0]`);
  const matches = compileLike(patternOf(args[1]!, `${field}.args[1]`));
  return (item) => {
    const found = text(item);
    return typeof found === 'string' ? matches(found) : null;
  };
}

/** The pattern is text, perhaps folded by CASEI or ACCENTI. Folding leaves `%`, `_` and `\` as they are. */
function patternOf(node: Cql2, field: string): string {
  if ('literal' in node && typeof node.literal === 'string') return node.literal;
  if ('op' in node && node.op === 'casei') return foldCase(patternOf(node.args[0]!, `${field}.args[0]`));
  if ('op' in node && node.op === 'accenti') return foldAccents(patternOf(node.args[0]!, `${field}.args[0]`));
  throw invalid(field, 'the pattern of LIKE is text');
}

function compileOperands(args: readonly Cql2[], field: string, operand: Compiler<Value>): Value[] {
  const temporal = args.some(isTemporalProperty);
  return args.map((arg, index) => operand(temporal ? asInstant(arg) : arg, `${field}.args[${index}]`));
}

/** Properties that STAC defines as RFC 3339. */
const temporalProperties = new Set(
  'datetime start_datetime end_datetime created updated published expires unpublished'.split(' '),
);

function isTemporalProperty(node: Cql2): boolean {
  return 'property' in node && temporalProperties.has(normalizeProperty(node.property));
}

/** Clients write `datetime >= '2024-01-01'`; beside a temporal property such text is an instant. */
function asInstant(node: Cql2): Cql2 {
  if (!('literal' in node) || typeof node.literal !== 'string' || !parseInstant(node.literal)) return node;
  return node.literal.length === 10 ? { date: node.literal } : { timestamp: node.literal };
}
