import { createHash } from 'node:crypto';
import { blobUrl } from '../../lib/azure/blob-url.ts';
import type { BlobChange } from '../azurite/messages.ts';

/** Both shapes that Event Grid delivers; a subscription has one of them. */
export type EventSchema = 'eventgrid' | 'cloudevents';

/** A blob change as Event Grid announces it.
 * @param blobEndpoint of the account, without trailing slash
 * @see https://learn.microsoft.com/azure/event-grid/event-schema-blob-storage */
export function toEvent(change: BlobChange, blobEndpoint: string, schema: EventSchema): Record<string, unknown> {
  const topic =
    '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/local' +
    `/providers/Microsoft.Storage/storageAccounts/${change.account}`;
  const subject = `/blobServices/default/containers/${change.container}/blobs/${change.path}`;
  const type = change.type === 'created' ? 'Microsoft.Storage.BlobCreated' : 'Microsoft.Storage.BlobDeleted';
  const id = uuidOf(change.sequencer);
  const time = change.time.replace(/(\.\d{3})Z$/, '$10000Z');
  const data = eventData(change, blobUrl(blobEndpoint, change.container, change.path));
  return schema === 'eventgrid'
    ? { topic, subject, eventType: type, id, data, dataVersion: '', metadataVersion: '1', eventTime: time }
    : { source: topic, subject, type, time, id, data, specversion: '1.0' };
}

function eventData(change: BlobChange, url: string): Record<string, unknown> {
  const { api, clientRequestId, requestId, eTag, contentType, contentLength, blobType, accessTier } = change;
  return {
    api,
    ...(clientRequestId === undefined ? {} : { clientRequestId }),
    requestId,
    eTag,
    contentType,
    contentLength,
    blobType,
    ...(accessTier === undefined ? {} : { accessTier }),
    url,
    sequencer: change.sequencer,
    storageDiagnostics: { batchId: uuidOf(`batch ${change.sequencer}`) },
  };
}

/** The same id at every delivery of the same change. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
