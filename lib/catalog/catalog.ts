import type { Aggregation } from '../stac/aggregation.ts';
import type { Collection } from '../stac/collection.ts';
import type { Item } from '../stac/item.ts';
import type { TallyOptions } from '../stac/tallies.ts';
import type { SearchRequest } from '../search/search-request.ts';
import type { ByteSink } from './byte-sink.ts';

/** What the catalog keeps of an item. `json` is the item's JSON text without `links` made at answer time,
 * ready to be spliced into a response; `item()` parses it (once). */
export interface StoredItem {
  readonly collection: string;
  readonly id: string;
  /** Content version; the HTTP ETag. Equal versions mean equal content. */
  readonly version: string;
  /** When the catalog last wrote it, RFC 3339. */
  readonly updated: string;
  readonly json: string;
  /** The same in UTF-8, where the store has it so: answers are put together of bytes then. */
  readonly bytes?: Uint8Array;
  /** Writes the same where the store keeps it in parts, without making it whole first. */
  readonly writeTo?: (sink: ByteSink) => void;
  item(): Item;
}

export type PutOutcome = 'created' | 'updated' | 'unchanged';

/** One page of a search, in the order asked for. Tokens are keyset positions, opaque to callers of the API
 * (the API layer signs them). `matched` is present only when it came cheap. */
export interface SearchPage {
  readonly items: readonly StoredItem[];
  readonly next?: string;
  readonly prev?: string;
  readonly matched?: number;
  /** Gives the memory of the items' texts back, rather than leave a megabyte a page to the garbage collector. Call it when
   * they have been read; they are gone afterwards. */
  readonly release?: () => void;
}

export interface PutItemOptions {
  /** Version to write; defaults to a hash of the canonical content. */
  readonly version?: string;
  /** Write only over this version (`null`: only when absent); otherwise PreconditionFailedError. */
  readonly ifVersion?: string | null;
}

/** The one interface of the catalog. Two stores implement it (SQLite, Cosmos DB) and one contract suite holds both. */
export interface Catalog {
  /** Idempotent. @throws {PreconditionFailedError} */
  putCollection(collection: Collection, options?: PutItemOptions): Promise<PutOutcome>;
  getCollection(id: string): Promise<{ readonly collection: Collection; readonly version: string } | undefined>;
  /** All collections in id order. */
  listCollections(): Promise<readonly Collection[]>;
  /** Deletes the collection and its items. @returns whether it was there. */
  deleteCollection(id: string): Promise<boolean>;
  /** Idempotent: the same version again is `unchanged`. @throws {PreconditionFailedError} @throws {NotFoundError} unknown collection */
  putItem(item: Item, options?: PutItemOptions): Promise<PutOutcome>;
  /** Bulk form for archives, one transaction where the store has them; same checks as putItem. */
  putItems(items: readonly Item[]): Promise<readonly PutOutcome[]>;
  getItem(collection: string, id: string): Promise<StoredItem | undefined>;
  /** @returns whether it was there. @throws {PreconditionFailedError} */
  deleteItem(collection: string, id: string, options?: { readonly ifVersion?: string }): Promise<boolean>;
  /** Answers exactly as `lib/search/matches.ts` would over every item. @throws {InvalidInputError} bad token */
  search(request: SearchRequest): Promise<SearchPage>;
  /** How many items match; undefined when counting would not be cheap. */
  count(request: SearchRequest): Promise<number | undefined>;
  /** Aggregates all items that match by what the index knows of them, exactly.
   * @param names of `outlineTallies`
   * @returns answers to those for which the store need not look at each item */
  aggregate(request: SearchRequest, names: readonly string[], options: TallyOptions): Promise<readonly Aggregation[]>;
  close(): Promise<void>;
}
