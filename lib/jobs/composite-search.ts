import { InvalidInputError } from '../errors.ts';
import { parseSearchPost } from '../search/parse-search.ts';
import type { SearchRequest } from '../search/search-request.ts';
import type { CompositeRequest } from './composite-request.ts';
import { resolveDatetime } from './relative-datetime.ts';

/** The request's area, time and filter as a catalog search, oldest first.
 * @param now what a relative datetime counts from
 * @throws {InvalidInputError} naming the field as the request spells it */
export function compositeSearch(request: CompositeRequest, now: Date): SearchRequest {
  const { area, ids, datetime, filter } = request;
  const bbox = request.bbox ?? (Array.isArray(area) ? area : undefined);
  const intersects = request.intersects ?? (Array.isArray(area) ? undefined : area);
  const lang = request['filter-lang'] ?? (typeof filter === 'string' ? 'cql2-text' : 'cql2-json');
  try {
    return parseSearchPost({
      collections: [request.collection],
      ids,
      bbox,
      intersects,
      ...(datetime === undefined ? {} : { datetime: resolveDatetime(datetime, now) }),
      ...(filter === undefined ? {} : { filter, 'filter-lang': lang }),
      sortby: [
        { field: 'datetime', direction: 'asc' },
        { field: 'id', direction: 'asc' },
      ],
      limit: 1000,
    }).request;
  } catch (error) {
    if (area === undefined || !(error instanceof InvalidInputError)) throw error;
    const issues = error.issues.map(({ field, message }) => ({
      field: field.replace(/^(?:bbox|intersects)\b/, 'area'),
      message,
    }));
    throw new InvalidInputError(issues, { cause: error });
  }
}
