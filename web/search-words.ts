import type { Geometry } from 'geojson';
import { InvalidInputError } from '../lib/errors.ts';
import { bboxPolygon } from '../lib/geo/bbox.ts';
import { formatCql2Text } from '../lib/search/cql2-format-text.ts';
import { parseSearchPost } from '../lib/search/parse-search.ts';
import type { SearchRequest } from '../lib/search/search-request.ts';

/** A subscription's search in one line. */
export function searchWords(search: Readonly<Record<string, unknown>>): string {
  const parsed = parse(search);
  if (!parsed) return 'a search that is not valid any more';
  const { collections, ids, bbox, intersects, filter } = parsed;
  const words = [
    collections?.join(', ') ?? 'all collections',
    ...(ids ? [`items ${ids.join(', ')}`] : []),
    ...(bbox ? [`within ${bbox.map((degrees) => Number(degrees.toFixed(3))).join(', ')}`] : []),
    ...(intersects ? ['within an area'] : []),
    ...(typeof search['datetime'] === 'string' ? [search['datetime']] : []),
    ...(filter ? [formatCql2Text(filter)] : []),
  ];
  const line = words.join(' · ');
  return line.length <= 240 ? line : `${line.slice(0, 239)}…`;
}

/** The area that a subscription watches; undefined for the whole earth. */
export function searchArea(search: Readonly<Record<string, unknown>>): Geometry | undefined {
  const parsed = parse(search);
  return parsed?.intersects ?? (parsed?.bbox && bboxPolygon(parsed.bbox));
}

/** It was valid when it was stored; a later version of the app may see it otherwise, and still shows the feed. */
function parse(search: Readonly<Record<string, unknown>>): SearchRequest | undefined {
  try {
    return parseSearchPost(search).request;
  } catch (error) {
    if (error instanceof InvalidInputError) return undefined;
    throw error;
  }
}
