import { AsyncLocalStorage } from 'node:async_hooks';
import type { AzuriteContext, BlobLokiStore } from './azurite-modules.ts';
import { collectionOf } from './durable-loki.ts';
import type { NewBlobChange } from './metadata-file.ts';
import type { BlobChange } from './messages.ts';

interface Operation {
  readonly api: BlobChange['api'];
  readonly context: AzuriteContext;
}

interface BlobDocument {
  readonly accountName: string;
  readonly containerName: string;
  readonly name: string;
  /** Empty for the blob itself. */
  readonly snapshot: string;
  readonly isCommitted: boolean;
  readonly properties: {
    readonly etag?: string;
    readonly contentLength?: number;
    readonly contentType?: string;
    readonly blobType?: string;
    readonly accessTier?: string;
  };
}

/** Sees the writes and deletions that Event Grid announces, at the moment when the document in Azurite's metadata
 * changes, so that change and announcement can be committed together. The API in progress comes from the metadata
 * store's method: the same for a plain request and for one inside a batch request.
 *
 * As in Azure, metadata, tags, tiers, snapshots and the deletion of a whole container announce no blob.
 * @param record called in the same turn as the change of the document */
export function watchBlobChanges(store: BlobLokiStore, record: (change: NewBlobChange) => void): void {
  const operation = new AsyncLocalStorage<Operation>();
  const apis = {
    createBlob: 'PutBlob',
    commitBlockList: 'PutBlockList',
    startCopyFromURL: 'CopyBlob',
    copyFromURL: 'CopyBlob',
    deleteBlob: 'DeleteBlob',
  } as const;
  for (const [method, api] of Object.entries(apis) as [keyof typeof apis, Operation['api']][]) {
    const original = store[method].bind(store);
    store[method] = (context, ...rest) => operation.run({ api, context }, () => original(context, ...rest));
  }
  const init = store.init.bind(store);
  let listening = false;
  store.init = async () => {
    await init();
    if (listening) return;
    listening = true;
    const blobs = collectionOf(store.db, '$BLOBS_COLLECTION$');
    const written = (document: BlobDocument): void => {
      const current = operation.getStore();
      if (current && current.api !== 'DeleteBlob' && announced(document)) record(change('created', current, document));
    };
    blobs.on('insert', written);
    blobs.on('update', written);
    blobs.on('delete', (document: BlobDocument) => {
      const current = operation.getStore();
      if (current?.api === 'DeleteBlob' && announced(document)) record(change('deleted', current, document));
    });
  };
}

function announced(document: BlobDocument): boolean {
  return document.isCommitted && document.snapshot === '';
}

function change(type: BlobChange['type'], { api, context }: Operation, document: BlobDocument): NewBlobChange {
  const { etag, contentLength, contentType, blobType, accessTier } = document.properties;
  const clientRequestId = context.request?.getHeader('x-ms-client-request-id');
  return {
    type,
    api,
    account: document.accountName,
    container: document.containerName,
    path: document.name,
    eTag: (etag ?? '').replaceAll('"', ''),
    contentLength: contentLength ?? 0,
    contentType: contentType ?? 'application/octet-stream',
    blobType: blobType ?? 'BlockBlob',
    ...(accessTier === undefined ? {} : { accessTier }),
    requestId: context.contextId ?? '',
    ...(clientRequestId === undefined ? {} : { clientRequestId }),
    time: new Date().toISOString(),
  };
}
