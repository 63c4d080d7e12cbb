import { invalid } from '../errors.ts';
import type { Cql2Operation, Cql2 } from './cql2.ts';
import { operatorOf } from './cql2-operators.ts';

/** Normalises the operator's spelling and checks how many arguments it has. Names that no operator has are functions.
 * @throws {InvalidInputError} */
export function operation(name: string, args: readonly Cql2[], field: string): Cql2Operation {
  const operator = operatorOf(name);
  if (!operator) return { op: name, args };
  const { minArgs, maxArgs } = operator;
  if (args.length < minArgs || args.length > maxArgs) {
    const wanted = maxArgs === Infinity ? `at least ${minArgs}` : String(minArgs);
    throw invalid(field, `"${operator.name}" takes ${wanted} arguments, not ${args.length}`);
  }
  return { op: operator.name, args };
}
