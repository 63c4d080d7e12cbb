import type { SearchRequest } from '../search/search-request.ts';
import type { Aggregation } from '../stac/aggregation.ts';
import type { TallyOptions } from '../stac/tallies.ts';
import { byteSink } from './byte-sink.ts';
import { packPage, type PackedPage } from './packed-page.ts';
import { aggregateSqlite } from './sqlite-aggregate.ts';
import { bucketCatalog } from './sqlite-buckets.ts';
import { collectionNames } from './sqlite-collections.ts';
import { countSqlite } from './sqlite-count.ts';
import { openDatabase } from './sqlite-database.ts';
import { dictionaries } from './sqlite-dictionaries.ts';
import { searchSqlite } from './sqlite-search.ts';

/** What a reading thread is asked, and what it answers: plain data, since threads share nothing. */
export type ReaderQuestion =
  | { readonly ask: 'search' | 'count'; readonly request: SearchRequest }
  | {
      readonly ask: 'aggregate';
      readonly request: SearchRequest;
      readonly names: readonly string[];
      readonly options: TallyOptions;
    };
export type ReaderAnswer = PackedPage | number | readonly Aggregation[] | undefined;

/** Kilobytes of pages that each reader keeps; the system's own cache holds the rest of the file. */
const cache = 24_576;

/** Opens a connection that only reads, for a thread of its own. @param path of a catalog that is there */
export function openReader(path: string): (question: ReaderQuestion) => ReaderAnswer {
  const database = openDatabase(path);
  database.raw.exec(`PRAGMA query_only = ON; PRAGMA cache_size = -${cache}`);
  const context = {
    database,
    dictionaries: dictionaries(database),
    buckets: bucketCatalog(database),
    names: collectionNames(database),
  };
  const sink = byteSink();
  return (question) => {
    const { request } = question;
    if (question.ask === 'count') return countSqlite(context, request);
    if (question.ask === 'aggregate') return aggregateSqlite(context, request, question.names, question.options);
    return packPage(searchSqlite(context, request), sink);
  };
}
