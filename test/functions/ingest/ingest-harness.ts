import { InvocationContext } from '@azure/functions';
import type { BlobStore } from '../../../lib/azure/blob-store.ts';
import type { QueueSender } from '../../../lib/azure/queue-sender.ts';
import type { Catalog } from '../../../lib/catalog/catalog.ts';
import type { RecordStore } from '../../../lib/catalog/records.ts';
import { openSqliteCatalog } from '../../../lib/catalog/sqlite-catalog.ts';
import { openSqliteRecords } from '../../../lib/catalog/sqlite-records.ts';
import type { IngestRule } from '../../../lib/datasets/ingest-rule.ts';
import type { Item } from '../../../lib/stac/item.ts';
import { ingestBlobEvent } from '../../../functions/ingest/ingest-blob-event.ts';
import { settleScene } from '../../../functions/ingest/settle-scene.ts';
import { memoryBlobs, type MemoryBlobs } from '../../helpers/memory-blobs.ts';

export interface Sent {
  readonly queue: string;
  readonly message: Record<string, unknown>;
  readonly delaySeconds?: number;
}

export interface Ingest {
  readonly catalog: Catalog;
  readonly records: RecordStore;
  readonly blobs: MemoryBlobs;
  readonly sent: Sent[];
  /** Writes a blob. @returns its event */
  write(path: string, bytes: Uint8Array | string): Promise<object>;
  /** Deletes a blob. @returns its event */
  remove(path: string): Promise<object>;
  /** Delivers a message of `blob-events`. @param dequeueCount from 1 */
  deliver(message: unknown, dequeueCount?: number): Promise<void>;
  settle(message: unknown): Promise<void>;
  item(id: string): Promise<Item | undefined>;
  close(): Promise<void>;
}

/** The ingest functions over a real catalog in memory, with a collection `c` under the given rules. */
export async function startIngest(
  rules: readonly Partial<IngestRule>[],
  replace: { readonly queues?: QueueSender; readonly blobs?: BlobStore } = {},
): Promise<Ingest> {
  const catalog = openSqliteCatalog(':memory:');
  const records = openSqliteRecords(':memory:');
  const blobs = memoryBlobs();
  const sent: Sent[] = [];
  const queues: QueueSender = replace.queues ?? {
    send: async (queue, message, options) => {
      sent.push({ queue, message: message as Record<string, unknown>, ...options });
    },
  };
  await catalog.putCollection({
    type: 'Collection',
    stac_version: '1.0.0',
    id: 'c',
    description: 'test',
    license: 'various',
    extent: { spatial: { bbox: [[-180, -90, 180, 90]] }, temporal: { interval: [[null, null]] } },
    links: [],
    'revisit:ingest': rules.map((rule) => ({ kind: 'cog', container: 'raw', pattern: '{scene}/{asset}.tif', ...rule })),
  });
  const deps = { catalog, records, blobs: replace.blobs ?? blobs, queues };
  const onBlobEvent = ingestBlobEvent(deps);
  const onSettle = settleScene(deps);
  let sequence = 0;
  const event = (type: 'Created' | 'Deleted', path: string, eTag?: string) => {
    sequence += 1;
    return {
      topic: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/imagery',
      subject: `/blobServices/default/containers/raw/blobs/${path}`,
      eventType: `Microsoft.Storage.Blob${type}`,
      eventTime: new Date(Date.UTC(2026, 0, 1, 0, 0, sequence)).toISOString(),
      id: `event-${sequence}`,
      data: {
        api: type === 'Created' ? 'PutBlob' : 'DeleteBlob',
        url: blobs.url('raw', path),
        sequencer: sequence.toString(16).padStart(32, '0'),
        ...(eTag === undefined ? {} : { eTag }),
      },
    };
  };
  return {
    catalog,
    records,
    blobs,
    sent,
    write: async (path, bytes) => {
      const { eTag } = await blobs.write('raw', path, bytes, 'image/tiff');
      return event('Created', path, eTag);
    },
    remove: async (path) => {
      await blobs.delete({ account: blobs.account, container: 'raw', path });
      return event('Deleted', path);
    },
    deliver: async (message, dequeueCount = 1) => {
      await onBlobEvent(message, contextOf(dequeueCount));
    },
    settle: async (message) => {
      await onSettle(message, contextOf(1));
    },
    item: async (id) => (await catalog.getItem('c', id))?.item(),
    close: async () => {
      await Promise.all([catalog.close(), records.close()]);
    },
  };
}

export function contextOf(dequeueCount: number): InvocationContext {
  return new InvocationContext({
    functionName: 'test',
    triggerMetadata: { dequeueCount },
    logHandler: () => undefined,
  });
}
