import { invalid } from '../errors.ts';
import type { Cql2Operation } from './cql2.ts';
import type { Compiler, Value } from './evaluate-value.ts';

/** A function that filters may call, described for `/functions`. */
export interface Cql2Function {
  readonly name: string;
  readonly description: string;
  readonly argument: 'number' | 'string';
  readonly returns: 'number' | 'string';
  readonly apply: (value: never) => unknown;
}

function onNumber(name: string, description: string, apply: (value: number) => number): Cql2Function {
  return { name, description, argument: 'number', returns: 'number', apply };
}

export const cql2Functions: readonly Cql2Function[] = [
  onNumber('abs', 'The number without its sign', Math.abs),
  onNumber('floor', 'The largest whole number that is not above', Math.floor),
  onNumber('ceil', 'The smallest whole number that is not below', Math.ceil),
  onNumber('round', 'The nearest whole number, halves upwards', Math.round),
  {
    name: 'upper',
    description: 'The text in upper case',
    argument: 'string',
    returns: 'string',
    apply: (text: string) => text.toUpperCase(),
  },
  {
    name: 'lower',
    description: 'The text in lower case',
    argument: 'string',
    returns: 'string',
    apply: (text: string) => text.toLowerCase(),
  },
];

/** @throws {InvalidInputError} for a function that isn't there, naming those that are */
export function compileCall({ op, args }: Cql2Operation, field: string, inner: Compiler<Value>): Value {
  const called = cql2Functions.find((candidate) => candidate.name === op.toLowerCase());
  if (!called) {
    const known = cql2Functions.map((candidate) => candidate.name).join(', ');
    throw invalid(field, `there is no function ${JSON.stringify(op.slice(0, 60))}; there are ${known}`);
  }
  const [argument] = args;
  if (!argument || args.length > 1) throw invalid(`${field}.args`, `"${op}" takes 1 argument, not ${args.length}`);
  const value = inner(argument, `${field}.args[0]`);
  const apply = called.apply as (value: unknown) => unknown;
  return (item) => {
    const found = value(item);
    return typeof found === called.argument ? apply(found) : null;
  };
}
