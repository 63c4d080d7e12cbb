import { invalid } from '../errors.ts';

/** When an image was taken, from its name. `end` is there when the text names a whole month or year: both ends inclusive. */
export interface NamedTime {
  /** RFC 3339, UTC. */
  readonly start: string;
  readonly end?: string;
}

/** Letters of a format, in the notation of Unicode (CLDR): `yyyy`, `MM`, `dd`, `DDD` (day of year), `HH`, `mm`, `ss`, `SSS`; anything else is itself. */
const fields = { yyyy: 4, DDD: 3, SSS: 3, MM: 2, dd: 2, HH: 2, mm: 2, ss: 2 } as const;

/** What is tried without a format, most telling first. */
const guesses = [
  'yyyy-MM-ddTHH:mm:ss.SSSZ',
  'yyyy-MM-ddTHH:mm:ssZ',
  'yyyy-MM-ddTHH:mm:ss',
  'yyyy-MM-ddTHH-mm-ss',
  'yyyy-MM-dd-HHmmss',
  'yyyy-MM-ddTHHmmss',
  'yyyyMMddTHHmmssZ',
  'yyyyMMddTHHmmss',
  'yyyyMMdd_HHmmss',
  'yyyyMMdd-HHmmss',
  'yyyyMMddHHmmss',
  'yyyyMMddTHHmm',
  'yyyy-MM-dd',
  'yyyy_MM_dd',
  'yyyy.MM.dd',
  'yyyyMMdd',
  'yyyy-DDD',
  'yyyyDDD',
  'yyyy-MM',
  'yyyyMM',
  'yyyy',
];

/** @param format for example `yyyyMMdd`; guessed when absent
 * @returns undefined when the text is not a time in that format, or no such day exists */
export function parseNamedTime(text: string, format?: string): NamedTime | undefined {
  for (const candidate of format === undefined ? guesses : [format]) {
    const found = readAs(text, compileFormat(candidate));
    if (found) return found;
  }
  return undefined;
}

/** @throws {InvalidInputError} naming `datetimeFormat` */
export function checkDatetimeFormat(format: string): void {
  if (!compileFormat(format).names.includes('yyyy')) throw invalid('datetimeFormat', 'has no year: write yyyy');
}

/** The first time that stands by itself in a file or scene name: `LC08_L1TP_013032_20180131` → 2018-01-31.
 * Only full days in the years from 1970 on count, so that path numbers aren't taken for dates. */
export function findNamedTime(name: string, latestYear: number): NamedTime | undefined {
  const candidate =
    /(?<![0-9])(\d{8}(?:[T_]?\d{6}Z?(?![0-9]))?|\d{4}[-_.]\d{2}[-_.]\d{2}(?:T\d{2}[-:]?\d{2}[-:]?\d{2}Z?)?)(?![0-9])/g;
  for (const [text] of name.matchAll(candidate)) {
    const found = parseNamedTime(text) ?? parseNamedTime(text.slice(0, 8), 'yyyyMMdd');
    const year = Number(found?.start.slice(0, 4));
    if (found && !found.end && year >= 1970 && year <= latestYear) return found;
  }
  return undefined;
}

interface Format {
  readonly expression: RegExp;
  readonly names: readonly (keyof typeof fields)[];
}

function compileFormat(format: string): Format {
  const names: (keyof typeof fields)[] = [];
  const source = format.replace(/yyyy|DDD|SSS|MM|dd|HH|mm|ss|'([^']*)'|[^A-Za-z0-9]|[A-Za-z0-9]/g, (token, quoted) => {
    if (!Object.hasOwn(fields, token)) return escape(typeof quoted === 'string' ? quoted : token);
    const name = token as keyof typeof fields;
    names.push(name);
    return `(\\d{${fields[name]}})`;
  });
  return { expression: new RegExp(`^${source}$`), names };
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

function readAs(text: string, format: Format): NamedTime | undefined {
  const match = format.expression.exec(text);
  if (!match) return undefined;
  const value = Object.fromEntries(format.names.map((name, index) => [name, Number(match[index + 1])])) as Partial<
    Record<keyof typeof fields, number>
  >;
  const { yyyy, MM, dd, DDD } = value;
  const { HH = 0, mm = 0, ss = 0, SSS = 0 } = value;
  if (yyyy === undefined) return undefined;
  if (yyyy < 1000 || HH > 23 || mm > 59 || ss > 59) return undefined;
  const start = new Date(Date.UTC(yyyy, DDD === undefined ? (MM ?? 1) - 1 : 0, DDD ?? dd ?? 1, HH, mm, ss, SSS));
  // Date carries the 31st of February over into March; such a text is no date.
  const carried =
    start.getUTCFullYear() !== yyyy || (DDD === undefined && start.getUTCMonth() !== (MM ?? 1) - 1) || DDD === 0;
  if (carried || MM === 0 || dd === 0) return undefined;
  if (dd !== undefined || DDD !== undefined) return { start: start.toISOString() };
  const after = MM === undefined ? Date.UTC(yyyy + 1, 0) : Date.UTC(yyyy, MM);
  return { start: start.toISOString(), end: new Date(after - 1000).toISOString() };
}
