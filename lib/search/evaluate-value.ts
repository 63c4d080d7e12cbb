import { invalid } from '../errors.ts';
import type { Item } from '../stac/item.ts';
import { compileCall } from './cql2-functions.ts';
import type { Cql2, Cql2Operation } from './cql2.ts';
import { operatorOf } from './cql2-operators.ts';
import { foldAccents, foldCase } from './fold-text.ts';
import { instantOfValue } from './datetime.ts';
import type { Instant } from './instant.ts';
import { parseInstant } from './instant.ts';
import { normalizeProperty, propertyReader } from './item-property.ts';

/** null is unknown. */
export type Truth = boolean | null;
export type Predicate = (item: Item) => Truth;
/** undefined and null both mean that there is no value. */
export type Value = (item: Item) => unknown;
/** @throws {InvalidInputError} naming `field` */
export type Compiler<T> = (node: Cql2, field: string) => T;

/** An instant among values; dates and timestamps of the filter are these, an item's own become so when compared. */
export interface InstantValue {
  readonly instant: Instant;
}

export function isInstant(value: unknown): value is InstantValue {
  return typeof value === 'object' && value !== null && 'instant' in value;
}

/** Compiles a scalar, an array or a function's result.
 * @param predicate compiles a predicate in a value's place */
export function compileValue(node: Cql2, field: string, predicate: Compiler<Predicate>): Value {
  if ('literal' in node) return constant(node.literal);
  if ('property' in node) return compileProperty(node.property);
  if ('date' in node) return constant(instantLiteral(node.date, field));
  if ('timestamp' in node) return constant(instantLiteral(node.timestamp, field));
  const inner: Compiler<Value> = (part, place) => compileValue(part, place, predicate);
  if ('array' in node) {
    const elements = node.array.map((element, index) => inner(element, `${field}[${index}]`));
    return (item) => elements.map((element) => element(item));
  }
  if (!('op' in node)) throw invalid(field, 'a value is expected here, not a geometry or an interval');
  const kind = operatorOf(node.op)?.kind;
  if (kind === 'arithmetic') return compileArithmetic(node, field, inner);
  if (kind === 'fold') return compileFold(node, field, inner);
  return kind === undefined ? compileCall(node, field, inner) : predicate(node, field);
}

/** In a comparison an item that spans a time (`datetime` null) counts from its start. */
function compileProperty(name: string): Value {
  const read = propertyReader(name);
  if (normalizeProperty(name) !== 'datetime') return read;
  return (item) => read(item) ?? item.properties['start_datetime'];
}

function constant(value: unknown): Value {
  return () => value;
}

function instantLiteral(text: string, field: string): InstantValue {
  const instant = parseInstant(text);
  if (!instant) throw invalid(field, `not a date or timestamp: ${text}`);
  return { instant };
}

/** @returns undefined when the value can't be an instant */
export function toInstant(value: unknown): Instant | undefined {
  return isInstant(value) ? value.instant : instantOfValue(value);
}

const arithmetic: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '^': (a, b) => a ** b,
  div: (a, b) => Math.trunc(a / b),
};

/** Anything but a finite number (a division by zero, an overflow) is no value. */
function compileArithmetic({ op, args }: Cql2Operation, field: string, inner: Compiler<Value>): Value {
  const [left, right] = args.map((arg, i) => inner(numeric(arg, `${field}.args[${i}]`), `${field}.args[${i}]`));
  const apply = arithmetic[op]!;
  return (item) => {
    const [a, b] = [left!(item), right!(item)];
    if (typeof a !== 'number' || typeof b !== 'number') return null;
    const result = apply(a, b);
    return Number.isFinite(result) ? result : null;
  };
}

function numeric(node: Cql2, field: string): Cql2 {
  if ('property' in node || 'op' in node || ('literal' in node && typeof node.literal === 'number')) return node;
  throw invalid(field, 'a number is expected');
}

function compileFold({ op, args }: Cql2Operation, field: string, inner: Compiler<Value>): Value {
  const fold = op === 'casei' ? foldCase : foldAccents;
  const text = inner(args[0]!, `${field}.args[0]`);
  return (item) => {
    const value = text(item);
    return typeof value === 'string' ? fold(value) : null;
  };
}
