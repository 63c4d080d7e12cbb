import type { StorageQueueHandler } from '@azure/functions';
import { ingestBlob } from '../../lib/datasets/ingest-blob.ts';
import { InvalidInputError } from '../../lib/errors.ts';
import { parseBlobEvents, splitBlobEvents } from '../../lib/events/parse-blob-events.ts';
import { queues } from '../../lib/events/queues.ts';
import type { Deps } from '../deps.ts';
import { withFailureRecord } from './with-failure-record.ts';

/** Queue `blob-events`: Event Grid and CloudEvents messages, one or many in each, become items of the catalog. */
export const ingestBlobEvent = (deps: Pick<Deps, 'catalog' | 'records' | 'queues' | 'blobs'>): StorageQueueHandler =>
  withFailureRecord(
    deps,
    queues.blobEvents,
    async (message, context) => {
      for (const event of parseBlobEvents(message)) {
        const scenes = await ingestBlob(deps, event, () => new Date());
        for (const { collection, scene } of scenes)
          context.debug(`${event.type} ${event.path}: ${collection}/${scene}`);
      }
    },
    { split: splitBlobEvents, subject: blobOf },
  );

/** The blob that an event is about; a message that is no event has none. */
function blobOf(message: unknown): string | undefined {
  try {
    const event = parseBlobEvents(message).at(-1);
    return event && `${event.account}/${event.container}/${event.path}`;
  } catch (error) {
    if (error instanceof InvalidInputError) return undefined;
    throw error;
  }
}
