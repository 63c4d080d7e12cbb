import { invalid } from '../errors.ts';
import { validateGeometry } from '../geo/validate-geometry.ts';
import { checkLimits, cql2Limits, tooDeep } from './cql2-limits.ts';
import { operation } from './cql2-operation.ts';
import { bboxLiteral } from './cql2-spatial-literal.ts';
import { dateLiteral, instantLiteral, timestampLiteral } from './cql2-temporal-literal.ts';
import type { Cql2 } from './cql2.ts';

/** Parses a CQL2 JSON filter (OGC 21-065r2, cql2.json).
 * @throws {InvalidInputError} naming the place, as in `filter.args[1].args[0]` */
export function parseCql2Json(value: unknown, field = 'filter'): Cql2 {
  return checkLimits(parseNode(value, field, 1), field);
}

function parseNode(value: unknown, field: string, depth: number): Cql2 {
  if (depth > cql2Limits.depth) throw tooDeep(field.split('.')[0]!);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return { literal: value };
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw invalid(field, 'not a finite number');
    return { literal: value };
  }
  if (Array.isArray(value)) return { array: value.map((part, i) => parseNode(part, `${field}[${i}]`, depth + 1)) };
  if (typeof value !== 'object') throw invalid(field, 'an expression is expected');
  return parseObject(value as Readonly<Record<string, unknown>>, field, depth);
}

function parseObject(value: Readonly<Record<string, unknown>>, field: string, depth: number): Cql2 {
  if ('op' in value) return parseOperation(value, field, depth);
  if ('property' in value) {
    if (typeof value['property'] === 'string' && value['property'] !== '') return { property: value['property'] };
    throw invalid(`${field}.property`, 'the name of a property is expected');
  }
  if ('date' in value) return dateLiteral(value['date'], `${field}.date`);
  if ('timestamp' in value) return timestampLiteral(value['timestamp'], `${field}.timestamp`);
  if ('interval' in value) return parseInterval(value['interval'], `${field}.interval`, depth);
  if ('bbox' in value && !('type' in value)) return bboxLiteral(value['bbox'], `${field}.bbox`);
  if ('type' in value) return { geometry: validateGeometry(value, field) };
  throw invalid(field, 'an object with op, property, date, timestamp, interval, bbox or a geometry is expected');
}

function parseOperation(value: Readonly<Record<string, unknown>>, field: string, depth: number): Cql2 {
  const { op, args } = value;
  if (typeof op !== 'string' || op === '') throw invalid(`${field}.op`, 'the name of an operator is expected');
  if (!Array.isArray(args)) throw invalid(`${field}.args`, 'an array is expected');
  // Drafts of the standard wrote the bounds of BETWEEN as an array.
  const flat = op.toLowerCase() === 'between' && args.length === 2 && Array.isArray(args[1]) ? args.flat() : args;
  return operation(
    op,
    flat.map((arg, index) => parseNode(arg, `${field}.args[${index}]`, depth + 1)),
    `${field}.args`,
  );
}

function parseInterval(value: unknown, field: string, depth: number): Cql2 {
  if (!Array.isArray(value) || value.length !== 2) throw invalid(field, 'an array of two instants is expected');
  const [from, to] = value.map((end: unknown, index) =>
    typeof end === 'string'
      ? instantLiteral(end, `${field}[${index}]`)
      : parseNode(end ?? '..', `${field}[${index}]`, depth + 1),
  );
  return { interval: [from!, to!] };
}

/** Writes the filter as CQL2 JSON; `parseCql2Json` reads the same back. */
export function formatCql2Json(node: Cql2): unknown {
  if ('op' in node) return { op: node.op, args: node.args.map(formatCql2Json) };
  if ('array' in node) return node.array.map(formatCql2Json);
  if ('interval' in node) return { interval: node.interval.map(formatEnd) };
  if ('literal' in node) return node.literal;
  return 'geometry' in node ? node.geometry : node;
}

/** Inside an interval instants are bare text. */
function formatEnd(node: Cql2): unknown {
  if ('date' in node) return node.date;
  return 'timestamp' in node ? node.timestamp : formatCql2Json(node);
}
