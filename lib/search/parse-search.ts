import { InvalidInputError, invalid } from '../errors.ts';
import { validateGeometry } from '../geo/validate-geometry.ts';
import type { Cql2 } from './cql2.ts';
import { parseDatetime } from './datetime.ts';
import { parseFields, type FieldsSpec } from './fields-spec.ts';
import { parseBbox } from './parse-bbox.ts';
import { parseFilter } from './parse-filter.ts';
import { parseLimit, type LimitRule } from './parse-limit.ts';
import { parseQuery } from './parse-query.ts';
import { defaultSortby, parseSortby } from './parse-sortby.ts';
import { searchBodyOf } from './search-query-string.ts';
import type { SearchRequest } from './search-request.ts';

/** A search as a caller sent it. `token` isn't in the request yet: the API layer verifies it first. */
export interface ParsedSearch {
  readonly request: SearchRequest;
  /** Absent when the caller didn't ask: whole items. */
  readonly fields?: FieldsSpec;
  readonly token?: string;
}

export interface SearchDefaults {
  readonly limit?: Partial<LimitRule>;
}

/** Parses the query string of GET /search or GET /collections/{id}/items.
 * @throws {InvalidInputError} naming every bad parameter together */
export function parseSearchGet(query: URLSearchParams, defaults: SearchDefaults = {}): ParsedSearch {
  return parseBody(searchBodyOf(query), 'cql2-text', defaults);
}

/** Parses the JSON body of POST /search. null counts as absent, and so does an empty list of ids or collections;
 * unknown members are ignored, since clients send extras.
 * @throws {InvalidInputError} naming every bad member together */
export function parseSearchPost(body: unknown, defaults: SearchDefaults = {}): ParsedSearch {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw invalid('body', 'an object is expected');
  return parseBody(body as Readonly<Record<string, unknown>>, 'cql2-json', defaults);
}

function parseBody(
  body: Readonly<Record<string, unknown>>,
  filterLang: 'cql2-text' | 'cql2-json',
  defaults: SearchDefaults,
): ParsedSearch {
  const read = reader(body);
  const parsed = {
    collections: read('collections', (value) => parseNames(value, 'collections')),
    ids: read('ids', (value) => parseNames(value, 'ids')),
    bbox: read('bbox', (value) => parseBbox(array(value, 'bbox'), 'bbox')),
    intersects: read('intersects', (value) => validateGeometry(value, 'intersects')),
    datetime: read('datetime', (value) => parseDatetime(datetimeText(value))),
    filter: read('filter', (value) => parseFilter(value, body, filterLang)),
    query: read('query', parseQuery),
    sortby: read('sortby', parseSortby),
    fields: read('fields', parseFields),
    token: read('token', (value) => text(value, 'token')),
    limit: read('limit', (value) => parseLimit(value, defaults.limit)),
  };
  if (parsed.bbox && parsed.intersects) read.issue('intersects', 'either bbox or intersects, not both');
  read.finish();
  const filter = conjunction([...(parsed.filter ? [parsed.filter] : []), ...(parsed.query ?? [])]);
  return {
    request: {
      ...(parsed.collections?.length ? { collections: parsed.collections } : {}),
      ...(parsed.ids?.length ? { ids: parsed.ids } : {}),
      ...(parsed.bbox ? { bbox: parsed.bbox } : {}),
      ...(parsed.intersects ? { intersects: parsed.intersects } : {}),
      ...(parsed.datetime ? { datetime: parsed.datetime } : {}),
      ...(filter ? { filter } : {}),
      sortby: parsed.sortby ?? defaultSortby,
      limit: parsed.limit ?? parseLimit(undefined, defaults.limit),
    },
    ...(parsed.fields ? { fields: parsed.fields } : {}),
    ...(parsed.token === undefined ? {} : { token: parsed.token }),
  };
}

/** Reads members one by one and gathers what is wrong with them, so that a caller learns of everything at once. */
function reader(body: Readonly<Record<string, unknown>>) {
  const issues: { field: string; message: string }[] = [];
  const read = <T>(name: string, parse: (value: unknown) => T): T | undefined => {
    const value = Object.hasOwn(body, name) ? (body[name] ?? undefined) : undefined;
    if (value === undefined) return undefined;
    try {
      return parse(value);
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      issues.push(...error.issues);
      return undefined;
    }
  };
  const issue = (field: string, message: string) => void issues.push({ field, message });
  const finish = () => {
    if (issues.length > 0) throw new InvalidInputError(issues);
  };
  return Object.assign(read, { issue, finish });
}

function conjunction(filters: readonly Cql2[]): Cql2 | undefined {
  return filters.length > 1 ? { op: 'and', args: filters } : filters[0];
}

const maxNames = 10_000;

function parseNames(value: unknown, field: string): readonly string[] {
  const names = array(value, field);
  if (names.length > maxNames) throw invalid(field, `at most ${maxNames}`);
  return [...new Set(names.map((name, index) => text(name, `${field}[${index}]`)))];
}

/** pgstac's clients send the two ends as an array. */
function datetimeText(value: unknown): string {
  if (Array.isArray(value))
    return value.map((end: unknown, i) => (end === null ? '..' : text(end, `datetime[${i}]`))).join('/');
  if (typeof value !== 'string') throw invalid('datetime', 'text is expected');
  return value;
}

function array(value: unknown, field: string): readonly unknown[] {
  if (!Array.isArray(value)) throw invalid(field, 'an array is expected');
  return value;
}

function text(value: unknown, field: string): string {
  if (typeof value !== 'string' || value === '') throw invalid(field, 'text is expected');
  return value;
}
