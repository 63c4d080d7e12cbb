import { invalid } from '../errors.ts';
import type { Item } from '../stac/item.ts';
import type { Cql2, Cql2Operation } from './cql2.ts';
import { instantOfValue, parseDatetime } from './datetime.ts';
import { compareInstants, parseInstant, type Instant } from './instant.ts';
import { normalizeProperty, propertyReader } from './item-property.ts';
import type { Predicate } from './evaluate-value.ts';

/** Two instants, the same one for a moment. */
interface Period {
  readonly start: Instant;
  readonly end: Instant;
}

const always: Instant = { first: -Infinity, last: -Infinity };
const never: Instant = { first: Infinity, last: Infinity };
const compare = compareInstants;

/** Allen's relations. A moment is a period that ends as it starts. @see OGC 21-065r2 §7.8 */
const tests: Readonly<Record<string, (a: Period, b: Period) => boolean>> = {
  t_after: (a, b) => compare(a.start, b.end) > 0,
  t_before: (a, b) => compare(a.end, b.start) < 0,
  t_contains: (a, b) => compare(a.start, b.start) < 0 && compare(a.end, b.end) > 0,
  t_disjoint: (a, b) => compare(a.start, b.end) > 0 || compare(a.end, b.start) < 0,
  t_during: (a, b) => compare(a.start, b.start) > 0 && compare(a.end, b.end) < 0,
  t_equals: (a, b) => compare(a.start, b.start) === 0 && compare(a.end, b.end) === 0,
  t_finishedBy: (a, b) => compare(a.start, b.start) < 0 && compare(a.end, b.end) === 0,
  t_finishes: (a, b) => compare(a.start, b.start) > 0 && compare(a.end, b.end) === 0,
  t_intersects: (a, b) => compare(a.start, b.end) <= 0 && compare(a.end, b.start) >= 0,
  t_meets: (a, b) => compare(a.end, b.start) === 0,
  t_metBy: (a, b) => compare(a.start, b.end) === 0,
  t_overlappedBy: (a, b) => compare(a.start, b.start) > 0 && compare(a.start, b.end) < 0 && compare(a.end, b.end) > 0,
  t_overlaps: (a, b) => compare(a.start, b.start) < 0 && compare(a.end, b.start) > 0 && compare(a.end, b.end) < 0,
  t_startedBy: (a, b) => compare(a.start, b.start) === 0 && compare(a.end, b.end) > 0,
  t_starts: (a, b) => compare(a.start, b.start) === 0 && compare(a.end, b.end) < 0,
};

/** @throws {InvalidInputError} */
export function compileTemporal({ op, args }: Cql2Operation, field: string): Predicate {
  const [left, right] = args.map((arg, index) => compilePeriod(arg, `${field}.args[${index}]`));
  const test = tests[op]!;
  return (item) => {
    const [a, b] = [left!(item), right!(item)];
    return a && b ? test(a, b) : null;
  };
}

type ReadPeriod = (item: Item) => Period | undefined;

function compilePeriod(node: Cql2, field: string): ReadPeriod {
  if ('property' in node) return propertyPeriod(node.property);
  if ('date' in node) return constant(moment(literalInstant(node.date, field)));
  if ('timestamp' in node) return constant(moment(literalInstant(node.timestamp, field)));
  if ('literal' in node && typeof node.literal === 'string') return constant(textPeriod(node.literal, field));
  if ('op' in node) throw invalid(field, `there is no function ${JSON.stringify(node.op.slice(0, 60))} of times`);
  if (!('interval' in node)) throw invalid(field, 'a date, a timestamp, an interval or a property is expected');
  const start = compileEnd(node.interval[0], `${field}.interval[0]`, always);
  const end = compileEnd(node.interval[1], `${field}.interval[1]`, never);
  return (item) => {
    const [from, to] = [start(item), end(item)];
    return from && to ? { start: from, end: to } : undefined;
  };
}

/** `datetime` of an item that spans a time is that span. */
function propertyPeriod(name: string): ReadPeriod {
  const read = propertyReader(name);
  if (normalizeProperty(name) !== 'datetime') return (item) => optionalMoment(instantOfValue(read(item)));
  return (item) => {
    const own = instantOfValue(item.properties.datetime);
    const start = instantOfValue(item.properties['start_datetime']) ?? own;
    const end = instantOfValue(item.properties['end_datetime']) ?? own;
    return start && end ? { start, end } : optionalMoment(start ?? end);
  };
}

function compileEnd(node: Cql2, field: string, open: Instant): (item: Item) => Instant | undefined {
  if ('property' in node) {
    const read = propertyReader(node.property);
    return (item) => instantOfValue(read(item));
  }
  const text = 'date' in node ? node.date : 'timestamp' in node ? node.timestamp : undefined;
  if (text !== undefined) return constant(literalInstant(text, field));
  if ('literal' in node && node.literal === '..') return constant(open);
  throw invalid(field, 'a date, a timestamp, ".." or a property is expected');
}

/** pgstac's clients write times as plain text, intervals with a slash.
 * @throws {InvalidInputError} */
function textPeriod(text: string, field: string): Period {
  if (!text.includes('/')) return moment(literalInstant(text, field));
  const { start, end } = parseDatetime(text, field);
  return { start: { first: start, last: start }, end: { first: end, last: end } };
}

function literalInstant(text: string, field: string): Instant {
  const instant = parseInstant(text);
  if (!instant) throw invalid(field, `not a date or timestamp: ${text.slice(0, 100)}`);
  return instant;
}

function moment(instant: Instant): Period {
  return { start: instant, end: instant };
}

function optionalMoment(instant: Instant | undefined): Period | undefined {
  return instant && moment(instant);
}

function constant<T>(value: T): () => T {
  return () => value;
}
