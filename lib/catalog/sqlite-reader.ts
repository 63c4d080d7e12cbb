import type { SearchRequest } from '../search/search-request.ts';
import type { Item } from '../stac/item.ts';
import type { SearchPage, StoredItem } from './catalog.ts';
import { bucketCatalog } from './sqlite-buckets.ts';
import { countSqlite } from './sqlite-count.ts';
import { openDatabase } from './sqlite-database.ts';
import { dictionaries } from './sqlite-dictionaries.ts';
import { searchSqlite } from './sqlite-search.ts';

/** What a reading thread is asked, and what it answers: plain data, since threads share nothing. */
export type ReaderQuestion =
  | { readonly ask: 'search'; readonly request: SearchRequest }
  | { readonly ask: 'count'; readonly request: SearchRequest };
export type ReaderAnswer = PlainPage | number | undefined;

type PlainItem = Omit<StoredItem, 'item'>;
export type PlainPage = Omit<SearchPage, 'items'> & { readonly items: readonly PlainItem[] };

/** Kilobytes of pages that each reader keeps; the system's own cache holds the rest of the file. */
const cache = 24_576;

/** Opens a connection that only reads, for a thread of its own. @param path of a catalog that is there */
export function openReader(path: string): (question: ReaderQuestion) => ReaderAnswer {
  const database = openDatabase(path);
  database.raw.exec(`PRAGMA query_only = ON; PRAGMA cache_size = -${cache}`);
  const context = { database, dictionaries: dictionaries(database), buckets: bucketCatalog(database) };
  return ({ ask, request }) =>
    ask === 'count' ? countSqlite(context, request) : plainPage(searchSqlite(context, request));
}

function plainPage({ items, ...page }: SearchPage): PlainPage {
  const plain = items.map(({ collection, id, version, updated, json }) => ({ collection, id, version, updated, json }));
  return { ...page, items: plain };
}

/** A page from another thread, with items that are parsed when they are asked for. */
export function openPage({ items, ...page }: PlainPage): SearchPage {
  return { ...page, items: items.map(openItem) };
}

function openItem(plain: PlainItem): StoredItem {
  let item: Item | undefined;
  return { ...plain, item: () => (item ??= JSON.parse(plain.json) as Item) };
}
