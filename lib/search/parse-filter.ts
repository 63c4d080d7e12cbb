import { invalid } from '../errors.ts';
import { parseCql2Json } from './cql2-json.ts';
import { parseCql2Text } from './cql2-text.ts';
import type { Cql2 } from './cql2.ts';
import { compileFilter } from './evaluate.ts';

const crs84 = /^(?:https?:\/\/www\.opengis\.net\/def\/crs\/OGC\/(?:1\.3|0)\/CRS84h?|\[?OGC:CRS84\]?)$/i;

/** Parses `filter` by `filter-lang`, and refuses coordinates in any CRS but CRS84.
 * @param body the search, for `filter-lang` and `filter-crs`
 * @param fallback the language when none is named: text on GET, JSON on POST
 * @throws {InvalidInputError} */
export function parseFilter(
  filter: unknown,
  body: Readonly<Record<string, unknown>>,
  fallback: 'cql2-text' | 'cql2-json',
): Cql2 {
  const crs = body['filter-crs'] ?? undefined;
  if (crs !== undefined && !(typeof crs === 'string' && crs84.test(crs)))
    throw invalid('filter-crs', 'only http://www.opengis.net/def/crs/OGC/1.3/CRS84 is served');
  const lang = body['filter-lang'] ?? fallback;
  if (lang === 'cql2-text') {
    if (typeof filter !== 'string') throw invalid('filter', 'text is expected for filter-lang cql2-text');
    return checked(parseCql2Text(filter));
  }
  if (lang !== 'cql2-json') throw invalid('filter-lang', '"cql2-text" or "cql2-json"');
  return checked(parseCql2Json(typeof filter === 'string' ? parseJson(filter) : filter));
}

/** Compiling finds what the grammar lets through: unknown functions, operands of the wrong kind. */
function checked(filter: Cql2): Cql2 {
  compileFilter(filter);
  return filter;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid('filter', `not JSON: ${(error as Error).message}`, { cause: error });
  }
}
