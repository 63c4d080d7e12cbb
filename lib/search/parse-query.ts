import { invalid } from '../errors.ts';
import type { Cql2 } from './cql2.ts';
import { escapeLike } from './like.ts';
import { normalizeProperty } from './item-property.ts';

type Build = (property: Cql2, value: unknown, field: string) => Cql2;

/** pystac-client's `query=["eo:cloud_cover<20"]` and its command line send every value as text, so text that reads as a
 * number is compared as both. Values of different kinds never compare, so at most one of the two can hold. */
const comparison =
  (op: string): Build =>
  (property, value, field) => {
    const asGiven: Cql2 = { op, args: [property, scalar(value, field)] };
    if (typeof value !== 'string' || !decimal.test(value)) return asGiven;
    return { op: 'or', args: [asGiven, { op, args: [property, { literal: Number(value) }] }] };
  };

const decimal = /^[-+]?\d{1,15}(?:\.\d{1,15})?$/;

const like =
  (pattern: (text: string) => string): Build =>
  (property, value, field) => {
    if (typeof value !== 'string') throw invalid(field, 'text is expected');
    return { op: 'like', args: [property, { literal: pattern(escapeLike(value)) }] };
  };

const equals: Build = (property, value, field) =>
  value === null ? { op: 'isNull', args: [property] } : comparison('=')(property, value, field);

const operators: Readonly<Record<string, Build>> = {
  eq: equals,
  neq: (property, value, field) =>
    value === null ? { op: 'not', args: [equals(property, null, field)] } : comparison('<>')(property, value, field),
  lt: comparison('<'),
  lte: comparison('<='),
  gt: comparison('>'),
  gte: comparison('>='),
  startsWith: like((text) => `${text}%`),
  endsWith: like((text) => `%${text}`),
  contains: like((text) => `%${text}%`),
  in: (property, value, field) => {
    if (!Array.isArray(value)) throw invalid(field, 'an array is expected');
    const array = value.map((element: unknown, index) => scalar(element, `${field}[${index}]`));
    return { op: 'in', args: [property, { array }] };
  },
};

/** Translates the query extension (`{ "eo:cloud_cover": { "lt": 10 } }`) into filters that must all hold.
 * @throws {InvalidInputError} naming `query.<property>.<operator>`
 * @see https://github.com/stac-api-extensions/query */
export function parseQuery(value: unknown): readonly Cql2[] {
  return Object.entries(object(value, 'query')).flatMap(([name, tests]) => {
    if (name === '') throw invalid('query', 'the name of a property is expected');
    const property: Cql2 = { property: normalizeProperty(name) };
    return Object.entries(object(tests, `query.${name}`)).map(([operator, operand]) => {
      const build = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
      const known = Object.keys(operators).join(', ');
      if (!build) throw invalid(`query.${name}.${operator}`, `there is no such operator; there are ${known}`);
      return build(property, operand, `query.${name}.${operator}`);
    });
  });
}

function object(value: unknown, field: string): object {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid(field, 'an object is expected');
  return value;
}

function scalar(value: unknown, field: string): Cql2 {
  if (typeof value === 'string' || typeof value === 'boolean') return { literal: value };
  if (typeof value === 'number' && Number.isFinite(value)) return { literal: value };
  throw invalid(field, 'a number, text, true or false is expected');
}
