/** A point in time as precise as it was written: a timestamp is one moment, a date is its whole UTC day.
 * Milliseconds since 1970 UTC with fractions down to microseconds, both ends inclusive; ±Infinity when open. */
export interface Instant {
  readonly first: number;
  readonly last: number;
}

/** The last microsecond of a UTC day, from its start. */
const day = 86_400_000 - 0.001;

/** RFC 3339 §5.6, whose time may be left out. */
const strict = /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,18}))?([Zz]|[+-]\d{2}:\d{2}))?$/;

/** What ISO 8601 and catalogs in the field also write: no zone, no seconds, no colon in the zone, a decimal comma. */
const lenient =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,18}))?)?([Zz]|[+-]\d{2}:?\d{2})?)?$/;

/** Parses RFC 3339, and a full date as its whole day. A leap second is the first moment of the next minute.
 * @param zone `required` for what a caller sends; `optional` for values of items, where a missing zone means UTC and
 * the spellings above are taken too
 * @returns undefined when the text is neither, or names a day or time that doesn't exist */
export function parseInstant(text: string, zone: 'required' | 'optional' = 'required'): Instant | undefined {
  const match = (zone === 'required' ? strict : lenient).exec(text);
  if (!match) return undefined;
  const [year, month, date, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const midnight = utcDay(year!, month!, date!);
  if (midnight === undefined) return undefined;
  if (match[4] === undefined) return { first: midnight, last: midnight + day };
  const offset = zoneOffset(match[8]);
  if (offset === undefined || hour! > 23 || minute! > 59 || second! > 60) return undefined;
  const fraction = match[7] === undefined || second === 60 ? 0 : Math.round(Number(`0.${match[7]}`) * 1e6) / 1e3;
  const moment = midnight + ((hour! * 60 + minute! - offset) * 60 + second!) * 1000 + fraction;
  return { first: moment, last: moment };
}

/** @returns -1, 0 or 1; a timestamp inside a day equals that day, as OGC 21-065r2 compares at the coarser precision */
export function compareInstants(a: Instant, b: Instant): number {
  if (a.last < b.first) return -1;
  return a.first > b.last ? 1 : 0;
}

function utcDay(year: number, month: number, date: number): number | undefined {
  // setUTCFullYear and not Date.UTC, which reads the years 0 to 99 as 19xx.
  const at = new Date(0).setUTCFullYear(year, month - 1, date);
  const back = new Date(at);
  return back.getUTCMonth() === month - 1 && back.getUTCDate() === date ? at : undefined;
}

/** Minutes east of UTC. */
function zoneOffset(zone: string | undefined): number | undefined {
  if (zone === undefined || zone === 'Z' || zone === 'z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(-2));
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
