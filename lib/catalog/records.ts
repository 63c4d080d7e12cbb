/** Small state beside the catalog: scene assets, subscriptions, feed logs, jobs, schedules, failures.
 * The same two stores hold it (SQLite in the catalog's file; a Cosmos container with partition key `/pk`).
 * Tables are created on first use; ids are any string up to 1,000 characters; values are JSON. */
export interface RecordStore {
  get<T>(table: string, partition: string, id: string): Promise<StoredRecord<T> | undefined>;
  /** Upsert. @throws {PreconditionFailedError} when the condition does not hold. */
  put<T>(table: string, partition: string, id: string, value: T, condition?: PutCondition): Promise<StoredRecord<T>>;
  /** @returns whether it was there. */
  delete(table: string, partition: string, id: string): Promise<boolean>;
  /** Records of a partition by id (byte order). `after`/`before` are exclusive ids. */
  list<T>(table: string, partition: string, range?: ListRange): Promise<readonly StoredRecord<T>[]>;
  /** Appends to an ordered log exactly once per `key`: gap-free for readers, sequence numbers grow from 1,
   * an entry is visible only when all before it are. Again with the same key returns the first entry's seq, `created: false`. */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- callers say what the log holds
  append<T>(
    log: string,
    partition: string,
    key: string,
    value: T,
  ): Promise<{ readonly seq: number; readonly created: boolean }>;
  /** Entries after (asc) or before (desc) `cursor`, at most `limit`. Without a cursor asc starts at the first, desc at the last entry. */
  readLog<T>(
    log: string,
    partition: string,
    options: { readonly cursor?: number; readonly limit: number; readonly order: 'asc' | 'desc' },
  ): Promise<readonly LogEntry<T>[]>;
  /** Removes a log and its keys. */
  deleteLog(log: string, partition: string): Promise<void>;
  close(): Promise<void>;
}

export interface StoredRecord<T> {
  readonly id: string;
  readonly value: T;
  /** Changes with every write. */
  readonly etag: string;
}

export type PutCondition = { readonly ifMatch: string } | { readonly ifNoneMatch: '*' };

export interface ListRange {
  readonly after?: string;
  readonly before?: string;
  readonly limit?: number;
  readonly order?: 'asc' | 'desc';
}

export interface LogEntry<T> {
  readonly seq: number;
  readonly key: string;
  readonly at: string;
  readonly value: T;
}
