import { invalid } from '../errors.ts';
import type { Cql2, Cql2Operation } from './cql2.ts';
import { compareValues } from './evaluate-comparison.ts';
import type { Compiler, Predicate, Value } from './evaluate-value.ts';

type Test = (a: readonly unknown[], b: readonly unknown[]) => boolean;

const tests: Readonly<Record<string, Test>> = {
  a_equals: (a, b) => a.length === b.length && a.every((value, index) => sameValue(value, b[index])),
  a_contains: (a, b) => b.every((value) => a.some((other) => sameValue(other, value))),
  a_containedBy: (a, b) => a.every((value) => b.some((other) => sameValue(other, value))),
  a_overlaps: (a, b) => a.some((value) => b.some((other) => sameValue(other, value))),
};

/** Arrays compare element by element; for all but `a_equals` they are sets. A property that is no array is unknown. */
export function compileArrayPredicate({ op, args }: Cql2Operation, field: string, operand: Compiler<Value>): Predicate {
  const [left, right] = args.map((arg, index) => operand(checkOperand(arg, `${field}.args[${index}]`), field));
  const test = tests[op]!;
  return (item) => {
    const [a, b] = [left!(item), right!(item)];
    return Array.isArray(a) && Array.isArray(b) ? test(a, b) : null;
  };
}

function checkOperand(node: Cql2, field: string): Cql2 {
  if ('array' in node || 'property' in node || 'op' in node) return node;
  throw invalid(field, 'an array or a property is expected');
}

function sameValue(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return tests['a_equals']!(a, b);
  return compareValues(a, b) === 0;
}
