import type { Config } from '../lib/config.ts';
import type { BlobStore } from '../lib/azure/blob-store.ts';
import type { QueueSender } from '../lib/azure/queue-sender.ts';
import type { StorageAccount } from '../lib/azure/storage-account.ts';
import type { Catalog } from '../lib/catalog/catalog.ts';
import type { RecordStore } from '../lib/catalog/records.ts';

/** What functions are made of; each takes a `Pick` of it. */
export interface Deps {
  readonly config: Config;
  readonly catalog: Catalog;
  readonly records: RecordStore;
  /** Account with the imagery. */
  readonly storage: StorageAccount;
  /** Account with the queues: the host's own. */
  readonly hostStorage: StorageAccount;
  readonly blobs: BlobStore;
  readonly queues: QueueSender;
}
