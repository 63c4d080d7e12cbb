import { InvalidInputError, invalid } from '../errors.ts';
import { parseSearchGet, parseSearchPost } from '../search/parse-search.ts';
import type { SearchRequest } from '../search/search-request.ts';
import { intervals, type Interval } from './datetime-histogram.ts';
import { tallies, type TallyOptions } from './tallies.ts';

/** A request for aggregations, parsed. Limit, order and page of the search mean nothing here. */
export interface AggregateRequest {
  readonly search: SearchRequest;
  readonly names: readonly string[];
  readonly options: TallyOptions;
}

const members = [
  'aggregations',
  'datetime_frequency_interval',
  'centroid_geohash_grid_frequency_precision',
  'centroid_geotile_grid_frequency_precision',
] as const;

/** `GET /aggregate`: what search takes, and `aggregations=total_count,datetime_min`.
 * @throws {InvalidInputError} */
export function parseAggregateGet(query: URLSearchParams): AggregateRequest {
  const body: Record<string, unknown> = {};
  for (const name of members) {
    const values = query.getAll(name);
    if (values.length > 1) throw invalid(name, 'given more than once');
    const value = values[0];
    if (!value) continue;
    if (name === 'aggregations') body[name] = value.split(',').filter(Boolean);
    else body[name] = /^\d{1,3}$/.test(value) ? Number(value) : value;
  }
  return parsed(body, () => parseSearchGet(query).request);
}

/** `POST /aggregate`. @throws {InvalidInputError} */
export function parseAggregatePost(body: unknown): AggregateRequest {
  const { request } = parseSearchPost(body);
  return parsed(body as Readonly<Record<string, unknown>>, () => request);
}

/** @throws {InvalidInputError} naming what is wrong with the search and the aggregations together */
function parsed(body: Readonly<Record<string, unknown>>, search: () => SearchRequest): AggregateRequest {
  const interval = intervalOf(body['datetime_frequency_interval'] ?? undefined);
  return {
    search: search(),
    names: namesOf(body['aggregations'] ?? []),
    options: {
      ...(interval ? { interval } : {}),
      geohashPrecision: precisionOf(body, 'centroid_geohash_grid_frequency_precision', 1, 12, 3),
      geotilePrecision: precisionOf(body, 'centroid_geotile_grid_frequency_precision', 0, 29, 7),
    },
  };
}

function namesOf(value: unknown): readonly string[] {
  if (!Array.isArray(value)) throw invalid('aggregations', 'an array of names is expected');
  const known = Object.keys(tallies).join(', ');
  const issues = value.flatMap((name: unknown, index) =>
    typeof name === 'string' && Object.hasOwn(tallies, name)
      ? []
      : [{ field: `aggregations[${index}]`, message: `there is no such aggregation; there are ${known}` }],
  );
  if (issues.length > 0) throw new InvalidInputError(issues.slice(0, 10));
  return [...new Set(value as readonly string[])];
}

function intervalOf(value: unknown): Interval | undefined {
  if (value === undefined) return undefined;
  const found = intervals.find((interval) => interval === value);
  if (!found) throw invalid('datetime_frequency_interval', `one of ${intervals.join(', ')} is expected`);
  return found;
}

function precisionOf(
  body: Readonly<Record<string, unknown>>,
  name: string,
  least: number,
  most: number,
  usual: number,
): number {
  const value = body[name] ?? usual;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most)
    throw invalid(name, `a whole number from ${least} to ${most}`);
  return value;
}
