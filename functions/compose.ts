import { batchJobs } from '../lib/azure/batch-jobs.ts';
import { blobStore } from '../lib/azure/blob-store.ts';
import { queueSender } from '../lib/azure/queue-sender.ts';
import { sasSigner } from '../lib/azure/sas-signer.ts';
import { storageAccount } from '../lib/azure/storage-account.ts';
import { fairCatalog } from '../lib/catalog/fair-catalog.ts';
import { openStores } from '../lib/catalog/open-stores.ts';
import { searchPlaces } from '../lib/catalog/search-places.ts';
import { parseConfig } from '../lib/config.ts';
import { fairShare } from '../lib/http/fair-share.ts';
import { taskContainers } from '../lib/jobs/task-containers.ts';
import { subscriptionIndex, type SubscriptionIndex } from '../lib/notify/subscription-index.ts';
import { activityHandlers, type ActivityHandlers } from '../orchestrations/activities.ts';
import type { Deps } from './deps.ts';
import { sasService, type SasService } from './sas/sas-service.ts';

/** What a function can ask for: the app's parts, and what routes of one kind share. */
export interface AppDeps extends Deps {
  readonly sas: SasService;
  readonly subscriptions: SubscriptionIndex;
  readonly activities: ActivityHandlers;
}

/** Builds what every function works with from the app's settings, once a process.
 * @throws {Error} naming every setting that needs correcting */
export async function compose(environment: Readonly<Record<string, string | undefined>>): Promise<AppDeps> {
  const config = parseConfig(environment);
  const hostSetting = config.AzureWebJobsStorage ?? config.AzureWebJobsStorage__accountName;
  if (hostSetting === undefined)
    throw new Error(
      'Settings that need correcting:\n  AzureWebJobsStorage: missing (or AzureWebJobsStorage__accountName)',
    );
  const host = storageAccount(hostSetting);
  const storage = config.DATA_STORAGE === undefined ? host : storageAccount(config.DATA_STORAGE);
  const { catalog: whole, records } = await openStores(config);
  const catalog = fairCatalog(whole, fairShare(searchPlaces(config)));
  const blobs = blobStore(storage);
  const sas = sasService({ catalog, storage });
  const signer = sasSigner(storage);
  const containers = taskContainers(blobs, (container, permissions, minutes) =>
    signer.signContainer(container, permissions, minutes),
  );
  const batch = batchJobs(config);
  return {
    config,
    catalog,
    records,
    storage,
    hostStorage: host,
    blobs,
    queues: queueSender(host),
    sas,
    subscriptions: subscriptionIndex(records),
    activities: activityHandlers({ catalog, records, blobs, batch, containers, taskImage: config.TASK_IMAGE }),
  };
}
