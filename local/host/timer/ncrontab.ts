/** A schedule: for each field the values that it allows, in UTC. */
export interface Schedule {
  readonly seconds: readonly number[];
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly days: readonly number[];
  /** 1 = January. */
  readonly months: readonly number[];
  /** 0 = Sunday. */
  readonly weekdays: readonly number[];
}

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const weekdayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Parses an NCRONTAB expression, `{second} {minute} {hour} {day} {month} {weekday}`; with five fields the second is 0.
 * @throws {SyntaxError} naming the field */
export function parseNcrontab(expression: string): Schedule {
  const fields = expression.trim().split(/\s+/);
  if (fields.length === 5) fields.unshift('0');
  if (fields.length !== 6) throw new SyntaxError(`"${expression}": an NCRONTAB expression has six fields`);
  const [second = '', minute = '', hour = '', day = '', month = '', weekday = ''] = fields;
  return {
    seconds: parseField('second', second, 0, 59),
    minutes: parseField('minute', minute, 0, 59),
    hours: parseField('hour', hour, 0, 23),
    days: parseField('day', day, 1, 31),
    months: parseField('month', month, 1, 12, monthNames),
    weekdays: parseField('weekday', weekday, 0, 6, weekdayNames),
  };
}

/** The first time after `after` that the schedule allows. Day and weekday must both hold, as NCrontab has it.
 * @throws {RangeError} when there is none within ten years, as for 30 February */
export function nextOccurrence(schedule: Schedule, after: Date): Date {
  const from = new Date(Math.floor(after.getTime() / 1000) * 1000 + 1000);
  const lastYear = from.getUTCFullYear() + 10;
  let day = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth(), from.getUTCDate()));
  let time = from.getTime() - day.getTime();
  for (; day.getUTCFullYear() <= lastYear; day = new Date(day.getTime() + 86_400_000), time = 0) {
    if (!allowsDay(schedule, day)) continue;
    const at = firstTimeOfDay(schedule, time);
    if (at !== undefined) return new Date(day.getTime() + at);
  }
  throw new RangeError('The schedule never occurs');
}

const allowsDay = ({ days, months, weekdays }: Schedule, day: Date): boolean =>
  months.includes(day.getUTCMonth() + 1) && days.includes(day.getUTCDate()) && weekdays.includes(day.getUTCDay());

/** Milliseconds since midnight of the first allowed time at or after `from`. */
function firstTimeOfDay({ hours, minutes, seconds }: Schedule, from: number): number | undefined {
  for (const hour of hours)
    for (const minute of minutes) {
      if ((hour * 60 + minute + 1) * 60_000 <= from) continue;
      for (const second of seconds) {
        const at = ((hour * 60 + minute) * 60 + second) * 1000;
        if (at >= from) return at;
      }
    }
  return undefined;
}

function parseField(name: string, text: string, low: number, high: number, names: readonly string[] = []): number[] {
  const fail = (): never => {
    throw new SyntaxError(
      `NCRONTAB ${name} "${text}" is not *, a value, a list, a range or a step within ${low}–${high}`,
    );
  };
  const value = (one: string): number => {
    const named = names.indexOf(one.toLowerCase());
    const number = named === -1 ? (/^\d+$/.test(one) ? Number(one) : fail()) : named + low;
    return number < low || number > high ? fail() : number;
  };
  const allowed = new Set<number>();
  for (const part of text.split(',')) {
    const [range = '', step, ...more] = part.split('/');
    const [start = '', end, ...rest] = range.split('-');
    if (more.length > 0 || rest.length > 0 || (step !== undefined && !/^[1-9]\d*$/.test(step))) fail();
    const first = start === '*' ? low : value(start);
    const last = start === '*' ? high : end === undefined ? (step === undefined ? first : high) : value(end);
    if ((start === '*' && end !== undefined) || last < first) fail();
    for (let one = first; one <= last; one += Number(step ?? 1)) allowed.add(one);
  }
  return [...allowed].sort((a, b) => a - b);
}
