import { QueueServiceClient } from '@azure/storage-queue';
import { queues } from '../../lib/events/queues.ts';
import type { BlobChange } from '../azurite/messages.ts';
import type { Azurite } from '../azurite/start-azurite.ts';
import { toEvent, type EventSchema } from './event-grid.ts';

export interface BlobEventsOptions {
  readonly azurite: Azurite;
  /** Storage queue; made when absent. */
  readonly queue?: string;
  /** Whether a container's blobs are announced. All by default, except `$…` and the Functions host's own. */
  readonly watch?: (container: string) => boolean;
  /** Schema of a container's events; Event Grid's own by default. */
  readonly schema?: (container: string) => EventSchema;
  readonly log: (line: string) => void;
}

export interface BlobEvents {
  /** Resolves when everything that was written before this call is announced. */
  settled(): Promise<void>;
  /** Ends after the message in flight; what is left is announced at the next start. */
  stop(): Promise<void>;
}

/** Blobs written while the announcing side is behind are taken this many at a time. */
const batchSize = 256;
const sendersAtOnce = 8;

/** Event Grid for Azurite: one message in the queue per blob written to or deleted from a watched container, by whatever
 * client. Changes are kept by the storage process until announced, so none is lost while this side is down; a crash
 * between announcing and recording announces again (consumers deduplicate by eTag and sequencer, as in Azure). */
export async function startBlobEvents(options: BlobEventsOptions): Promise<BlobEvents> {
  const { azurite, log, watch = isWatched, schema = () => 'eventgrid' as const } = options;
  const queue = QueueServiceClient.fromConnectionString(azurite.connectionString).getQueueClient(
    options.queue ?? queues.blobEvents,
  );
  await queue.createIfNotExists();
  const stopping = new AbortController();
  let announced = 0;
  let waiters: { readonly seq: number; readonly resolve: () => void }[] = [];

  const announce = async (change: BlobChange): Promise<boolean> => {
    const event = toEvent(change, azurite.blobEndpoint, schema(change.container));
    const message = Buffer.from(JSON.stringify(event)).toString('base64');
    for (let delay = 50; ; delay = Math.min(2_000, delay * 2))
      try {
        await queue.sendMessage(message);
        return true;
      } catch (error) {
        if (stopping.signal.aborted) return false;
        log(`Announcing ${change.container}/${change.path}: ${(error as Error).message}; trying again`);
        await pause(delay, stopping.signal);
      }
  };
  const progress = (seq: number): void => {
    announced = Math.max(announced, seq);
    for (const waiter of waiters) if (waiter.seq <= announced) waiter.resolve();
    waiters = waiters.filter((waiter) => waiter.seq > announced);
  };
  const relay = async (): Promise<void> => {
    for (;;) {
      const changes = await azurite.nextChanges(announced, batchSize);
      if (!changes) return;
      const watched = changes.filter((change) => watch(change.container));
      if (!(await inParallel(watched, announce))) return;
      progress(changes.at(-1)?.seq ?? announced);
      if (stopping.signal.aborted) return azurite.forgetChanges(announced);
    }
  };
  const running = relay();
  return {
    settled: async () => {
      const seq = await azurite.lastChange();
      if (seq <= announced || stopping.signal.aborted) return;
      await new Promise<void>((resolve) => waiters.push({ seq, resolve }));
    },
    stop: async () => {
      stopping.abort();
      azurite.cancelWaiting();
      for (const waiter of waiters.splice(0)) waiter.resolve();
      await running;
    },
  };
}

/** `$web`, `$logs` and the like, and what the Functions host keeps for itself, are not data. */
export function isWatched(container: string): boolean {
  return !/^\$|^azure-webjobs-/.test(container);
}

/** Changes of the same blob stay in order: they go to the same sender. @returns whether all were announced */
async function inParallel(
  changes: readonly BlobChange[],
  announce: (change: BlobChange) => Promise<boolean>,
): Promise<boolean> {
  const groups = [...Map.groupBy(changes, ({ container, path }) => `${container}/${path}`).values()];
  const sender = async (): Promise<boolean> => {
    for (let group = groups.shift(); group; group = groups.shift())
      for (const change of group) if (!(await announce(change))) return false;
    return true;
  };
  const senders = Array.from({ length: Math.min(sendersAtOnce, groups.length) }, sender);
  return (await Promise.all(senders)).every(Boolean);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}
