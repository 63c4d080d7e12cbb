import { invalid } from '../errors.ts';
import { formatWkt } from '../geo/wkt.ts';
import { operatorOf } from './cql2-operators.ts';
import type { Cql2, Cql2Operation } from './cql2.ts';

/** Writes the filter as CQL2 text; `parseCql2Text` reads the same back.
 * @throws {InvalidInputError} for the few values that the text encoding has no spelling for: null, and text with a
 * backslash before a quote or at its end */
export function formatCql2Text(node: Cql2): string {
  if ('op' in node) return formatOperation(node);
  if ('property' in node) return formatName(node.property);
  if ('date' in node) return `DATE('${node.date}')`;
  if ('timestamp' in node) return `TIMESTAMP('${node.timestamp}')`;
  if ('interval' in node) return `INTERVAL(${node.interval.map(formatEnd).join(', ')})`;
  if ('geometry' in node) return formatWkt(node.geometry);
  if ('bbox' in node) return `BBOX(${node.bbox.join(', ')})`;
  return 'array' in node ? formatList(node.array) : formatLiteral(node.literal);
}

function formatOperation({ op, args }: Cql2Operation): string {
  const operator = operatorOf(op);
  const operands = args.map(formatOperand);
  switch (operator?.kind) {
    case 'logic':
      return op === 'not' ? `NOT ${operands[0]}` : operands.join(` ${op.toUpperCase()} `);
    case 'comparison':
    case 'arithmetic':
      return `${operands[0]} ${op} ${operands[1]}`;
    case 'like':
    case 'in':
      return `${operands[0]} ${op.toUpperCase()} ${operands[1]}`;
    case 'between':
      return `${operands[0]} BETWEEN ${operands[1]} AND ${operands[2]}`;
    case 'null':
      return `${operands[0]} IS NULL`;
    default:
      return `${operator ? op.toUpperCase() : op}(${args.map(formatCql2Text).join(', ')})`;
  }
}

/** Whatever isn't a function call stands in parentheses inside another operation. */
function formatOperand(node: Cql2): string {
  const text = formatCql2Text(node);
  if (!('op' in node)) return text;
  const kind = operatorOf(node.op)?.kind;
  const isCall = kind === undefined || ['fold', 'spatial', 'temporal', 'array'].includes(kind);
  return isCall ? text : `(${text})`;
}

function formatList(array: readonly Cql2[]): string {
  return `(${array.map(formatCql2Text).join(', ')})`;
}

function formatEnd(node: Cql2): string {
  if ('date' in node) return `'${node.date}'`;
  return 'timestamp' in node ? `'${node.timestamp}'` : formatCql2Text(node);
}

const plainName = /^[:_A-Za-z][:_A-Za-z0-9.]*$/;
const keywords = /^(?:and|or|not|like|between|in|is|null|div|true|false)$/i;

function formatName(name: string): string {
  return plainName.test(name) && !keywords.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

function formatLiteral(value: string | number | boolean | null): string {
  if (value === null) throw invalid('filter', 'CQL2 text has no literal for null');
  if (typeof value !== 'string') return String(value).toUpperCase();
  if (/\\(?:'|$)/.test(value))
    throw invalid('filter', 'CQL2 text cannot hold a backslash before a quote or at the end');
  return `'${value.replaceAll("'", "''")}'`;
}
