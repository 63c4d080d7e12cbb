import { InvalidInputError } from '../errors.ts';
import type { FieldsSpec } from '../search/fields-spec.ts';
import { parseSearchGet } from '../search/parse-search.ts';
import type { SearchRequest } from '../search/search-request.ts';
import { parseFreeText, type FreeText } from './free-text.ts';

/** A search for collections. */
export interface CollectionSearch extends Pick<SearchRequest, 'bbox' | 'datetime' | 'filter' | 'sortby' | 'limit'> {
  readonly kind: 'collections';
  /** Free text as it came. */
  readonly q: string;
}

export interface ParsedCollectionSearch {
  readonly search: CollectionSearch;
  readonly freeText: FreeText | undefined;
  readonly fields: FieldsSpec | undefined;
  readonly token: string | undefined;
}

/** Clients that don't page want all collections, of which there are rarely more. */
const limit = { default: 1000, maximum: 10_000 };

/** Parses the query string of `GET /collections`; in the order of their ids when it names no other.
 * @throws {InvalidInputError} naming every bad parameter together */
export function parseCollectionSearch(query: URLSearchParams): ParsedCollectionSearch {
  const issues: InvalidInputError['issues'][number][] = [];
  const attempt = <T>(parse: () => T): T | undefined => {
    try {
      return parse();
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      issues.push(...error.issues);
      return undefined;
    }
  };
  // Several q mean either, as a comma does.
  const q = query.getAll('q').filter(Boolean).join(',');
  const freeText = attempt(() => (q === '' ? undefined : parseFreeText(q)));
  const parsed = attempt(() => parseSearchGet(query, { limit }));
  if (!parsed || issues.length > 0) throw new InvalidInputError(issues);
  const { bbox, datetime, filter, sortby, limit: most } = parsed.request;
  return {
    search: {
      kind: 'collections',
      q,
      ...(bbox ? { bbox } : {}),
      ...(datetime ? { datetime } : {}),
      ...(filter ? { filter } : {}),
      sortby: query.get('sortby') ? sortby : [{ field: 'id', direction: 'asc' }],
      limit: most,
    },
    freeText,
    fields: parsed.fields,
    token: parsed.token,
  };
}
