import { invalid } from '../errors.ts';

const duration =
  /^-?P(?=\d|T\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** Turns a datetime that may be relative into an absolute STAC interval.
 *
 * `P30D` is the last 30 days, `P2M/P1M` from two months ago to one month ago, `P7D/now` the last week; each end may also be
 * an RFC 3339 instant, a date or `..`. What is not relative comes back as it is.
 * @param text the request's `datetime`
 * @param now the moment that relative ends count from
 * @throws {InvalidInputError} naming `datetime` */
export function resolveDatetime(text: string, now: Date): string {
  if (!isRelative(text)) return text;
  const ends = text.split('/');
  if (ends.length > 2) throw invalid('datetime', `an interval has two ends: ${text}`);
  const [start = '', end = 'now'] = ends;
  return `${resolveEnd(start, now)}/${resolveEnd(end, now)}`;
}

/** Whether a datetime depends on when it is read, as a schedule's must. */
export function isRelative(text: string): boolean {
  return text.split('/').some((end) => end === 'now' || /^-?P/.test(end));
}

function resolveEnd(text: string, now: Date): string {
  if (text === 'now') return now.toISOString();
  if (!/^-?P/.test(text)) return text;
  const parts = duration.exec(text);
  if (!parts) throw invalid('datetime', `not an ISO 8601 duration: ${text}`);
  const [years, months, weeks, days, hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const moved = new Date(now);
  const day = moved.getUTCDate();
  moved.setUTCDate(1);
  moved.setUTCFullYear(moved.getUTCFullYear() - years, moved.getUTCMonth() - months);
  // The last of a shorter month stands for a day that it lacks: 31 March minus P1M is the end of February.
  moved.setUTCDate(Math.min(day, new Date(Date.UTC(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0)).getUTCDate()));
  const elapsed = ((weeks * 7 + days) * 86_400 + hours * 3_600 + minutes * 60 + seconds) * 1000;
  const instant = moved.getTime() - elapsed;
  if (!Number.isFinite(instant)) throw invalid('datetime', `too long ago: ${text}`);
  return new Date(instant).toISOString();
}
