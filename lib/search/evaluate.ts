import { invalid } from '../errors.ts';
import type { Item } from '../stac/item.ts';
import { compileArrayPredicate } from './evaluate-array.ts';
import {
  compileBetween,
  compileComparison,
  compileIn,
  compileIsNull,
  compileLikePredicate,
} from './evaluate-comparison.ts';
import { compileSpatial } from './evaluate-spatial.ts';
import { compileTemporal } from './evaluate-temporal.ts';
import { compileValue, type Compiler, type Predicate, type Truth } from './evaluate-value.ts';
import { operatorOf } from './cql2-operators.ts';
import type { Cql2, Cql2Operation } from './cql2.ts';

/** Compiles a filter into a test: the reference meaning of CQL2 in this catalog, which every store must answer equally.
 * Logic has three values: a predicate over a missing or null property, or over values that can't be compared, is
 * unknown; NOT of unknown is unknown, and an item is found only when the whole is true.
 * @throws {InvalidInputError} naming the place in the filter: unknown functions, operands of the wrong kind */
export function compileFilter(filter: Cql2, field = 'filter'): (item: Item) => boolean {
  const predicate = compilePredicate(filter, field);
  return (item) => predicate(item) === true;
}

const compilePredicate: Compiler<Predicate> = (node, field) => {
  if ('literal' in node && (typeof node.literal === 'boolean' || node.literal === null)) {
    const { literal } = node;
    return () => literal;
  }
  if ('property' in node) return asPredicate(node, field);
  if (!('op' in node)) throw invalid(field, 'a predicate is expected');
  switch (operatorOf(node.op)?.kind) {
    case 'logic':
      return compileLogic(node, field);
    case 'comparison':
      return compileComparison(node, field, compileOperand);
    case 'like':
      return compileLikePredicate(node, field, compileOperand);
    case 'between':
      return compileBetween(node, field, compileOperand);
    case 'in':
      return compileIn(node, field, compileOperand);
    case 'null':
      return compileIsNull(node, field, compileOperand);
    case 'spatial':
      return compileSpatial(node, field);
    case 'temporal':
      return compileTemporal(node, field);
    case 'array':
      return compileArrayPredicate(node, field, compileOperand);
    case 'arithmetic':
    case 'fold':
      throw invalid(field, `"${node.op}" gives a value, not true or false`);
    default:
      return asPredicate(node, field);
  }
};

/** A value where a predicate is expected counts when it is true or false. */
function asPredicate(node: Cql2, field: string): Predicate {
  const value = compileValue(node, field, compilePredicate);
  return (item) => {
    const found = value(item);
    return typeof found === 'boolean' ? found : null;
  };
}

/** A predicate may stand where a value is expected: `(a = 1) = true`. */
const compileOperand: Compiler<(item: Item) => unknown> = (node, field) => compileValue(node, field, compilePredicate);

function compileLogic({ op, args }: Cql2Operation, field: string): Predicate {
  const terms = args.map((arg, index) => compilePredicate(arg, `${field}.args[${index}]`));
  if (op === 'not') {
    const [term] = terms as [Predicate];
    return (item) => negate(term(item));
  }
  // AND stops at the first false, OR at the first true; otherwise unknown beats the rest.
  const decisive = op === 'or';
  return (item) => {
    let result: Truth = !decisive;
    for (const term of terms) {
      const truth = term(item);
      if (truth === decisive) return decisive;
      if (truth === null) result = null;
    }
    return result;
  };
}

function negate(truth: Truth): Truth {
  return truth === null ? null : !truth;
}
