import { invalid } from '../errors.ts';
import type { Item } from '../stac/item.ts';
import { parseInstant, type Instant } from './instant.ts';
import type { TimeInterval } from './search-request.ts';

/** Parses the `datetime` parameter: an instant, a whole day (`2024-02-29`), or two of them around `/`,
 * each of which may be open (`..` or empty). A date at the end of an interval includes that day.
 * @throws {InvalidInputError} naming `field` */
export function parseDatetime(text: string, field = 'datetime'): TimeInterval {
  const parts = text.trim().split('/');
  if (parts.length > 2) throw invalid(field, 'an interval has one "/"');
  if (parts.length === 1) {
    const { first, last } = instantOf(parts[0]!, field);
    return { start: first, end: last };
  }
  const [from, to] = parts as [string, string];
  const start = isOpen(from) ? -Infinity : instantOf(from, field).first;
  const end = isOpen(to) ? Infinity : instantOf(to, field).last;
  if (start === -Infinity && end === Infinity) throw invalid(field, 'one end of the interval must be given');
  if (start > end) throw invalid(field, `the interval ends before it starts: ${text}`);
  return { start, end };
}

/** When an item was taken: `start_datetime` to `end_datetime`, each falling back to `datetime`.
 * @returns undefined when the item has no readable time */
export function itemInterval(item: Pick<Item, 'properties'>): TimeInterval | undefined {
  const { datetime, start_datetime: from, end_datetime: to } = item.properties;
  const start = instantOfValue(from) ?? instantOfValue(datetime);
  const end = instantOfValue(to) ?? instantOfValue(datetime);
  if (!start && !end) return undefined;
  return { start: (start ?? end)!.first, end: (end ?? start)!.last };
}

/** Reads a property of an item as an instant; a missing zone means UTC. */
export function instantOfValue(value: unknown): Instant | undefined {
  return typeof value === 'string' ? parseInstant(value, 'optional') : undefined;
}

export function intervalsIntersect(a: TimeInterval, b: TimeInterval): boolean {
  return a.start <= b.end && a.end >= b.start;
}

function isOpen(text: string): boolean {
  return text === '' || text === '..';
}

function instantOf(text: string, field: string): Instant {
  const instant = parseInstant(text);
  if (instant) return instant;
  const shown = JSON.stringify(text.slice(0, 100));
  // Whoever leaves it out means their own time as often as UTC: QGIS does, some loggers do.
  if (parseInstant(`${text}Z`)) throw invalid(field, `a time needs its zone, such as Z for UTC: ${shown}`);
  throw invalid(field, `not an RFC 3339 date-time or a date: ${shown}`);
}
