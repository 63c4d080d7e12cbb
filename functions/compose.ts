import { blobStore } from '../lib/azure/blob-store.ts';
import { queueSender } from '../lib/azure/queue-sender.ts';
import { storageAccount } from '../lib/azure/storage-account.ts';
import { openStores } from '../lib/catalog/open-stores.ts';
import { parseConfig } from '../lib/config.ts';
import type { Deps } from './deps.ts';

/** Builds what every function works with from the app's settings, once a process.
 * @throws {Error} naming every setting that needs correcting */
export async function compose(environment: Readonly<Record<string, string | undefined>>): Promise<Deps> {
  const config = parseConfig(environment);
  const hostSetting = config.AzureWebJobsStorage ?? config.AzureWebJobsStorage__accountName;
  if (hostSetting === undefined)
    throw new Error(
      'Settings that need correcting:\n  AzureWebJobsStorage: missing (or AzureWebJobsStorage__accountName)',
    );
  const host = storageAccount(hostSetting);
  const storage = config.DATA_STORAGE === undefined ? host : storageAccount(config.DATA_STORAGE);
  const { catalog, records } = await openStores(config);
  return { config, catalog, records, storage, hostStorage: host, blobs: blobStore(storage), queues: queueSender(host) };
}
