import type { BlobStore } from '../azure/blob-store.ts';
import type { QueueSender } from '../azure/queue-sender.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { queues, type ContainerScan } from '../events/queues.ts';
import type { Collection } from '../stac/collection.ts';
import { findRules } from './find-rules.ts';

/** Has the containers of a collection's rules looked through: what was written before the rule shall come in too.
 * Blobs that are items already are read no second time. */
export async function requestScans(deps: { readonly queues: QueueSender }, collection: Collection): Promise<void> {
  const containers = new Set((collection['revisit:ingest'] ?? []).map((rule) => rule.container));
  for (const container of containers)
    await deps.queues.send(queues.containerScans, { container } satisfies ContainerScan);
}

/** One page of a scan: each blob that a rule wants is announced as if it had just been written.
 * The next page's message goes out last, so that a death in between repeats the page. */
export async function scanContainer(
  deps: { readonly catalog: Catalog; readonly blobs: BlobStore; readonly queues: QueueSender },
  scan: ContainerScan,
): Promise<{ readonly announced: number }> {
  const { account } = deps.blobs;
  const page = await deps.blobs.listPage(scan.container, scan.token);
  let announced = 0;
  for (const { path, eTag, contentLength, contentType, lastModified } of page.blobs) {
    const wanted = await findRules(deps.catalog, account, { account, container: scan.container, path }).catch(() => [
      path,
    ]);
    if (wanted.length === 0) continue;
    await deps.queues.send(queues.blobEvents, {
      topic: `/storageAccounts/${account}`,
      subject: `/blobServices/default/containers/${scan.container}/blobs/${path}`,
      eventType: 'Microsoft.Storage.BlobCreated',
      eventTime: lastModified,
      id: `scan ${path} ${eTag}`,
      data: {
        api: 'PutBlob',
        eTag,
        contentLength,
        contentType,
        blobType: 'BlockBlob',
        url: deps.blobs.url(scan.container, path),
      },
      dataVersion: '',
      metadataVersion: '1',
    });
    announced += 1;
  }
  if (page.next !== undefined)
    await deps.queues.send(queues.containerScans, { container: scan.container, token: page.next });
  return { announced };
}
