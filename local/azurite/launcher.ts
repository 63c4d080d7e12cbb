import { mkdirSync } from 'node:fs';
import type { Server, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { disableTelemetry, loadBlobServer, loadQueueServer, type LokiStore } from './azurite-modules.ts';
import { watchBlobChanges } from './blob-changes.ts';
import { makeDurable } from './durable-loki.ts';
import { openMetadataFile, type MetadataFile, type NewBlobChange } from './metadata-file.ts';
import type { FromStorage, ToStorage } from './messages.ts';

/** The storage process: Azurite's blob and queue servers, with two additions. No response leaves before what its
 * request changed is committed to disk, and blob changes are recorded in the same transaction for whoever announces them.
 *
 * Usage: launcher.ts HOME BLOB_PORT QUEUE_PORT PATIENCE_MS, with an IPC channel. It ends when the channel closes. */
async function main(home: string, blobPort: number, queuePort: number, patience: number): Promise<void> {
  // Ctrl-C reaches the whole process group; this process ends when the stack has drained, or is gone.
  process.on('SIGINT', () => {});
  process.on('SIGHUP', () => {});
  mkdirSync(home, { recursive: true });
  const file = await openMetadataFile(join(home, 'metadata.sqlite'), patience);
  disableTelemetry();
  const blob = blobServer(home, blobPort);
  const queue = queueServer(home, queuePort);

  const stores: Record<string, LokiStore> = {
    blob: blob.metadataStore,
    'blob-extent': blob.extentMetadataStore,
    queue: queue.metadataStore,
    'queue-extent': queue.extentMetadataStore,
  };
  const durable = Object.entries(stores).map(([name, store]) => makeDurable(name, store, file));
  const outbox = serveChanges(file);
  let pending: NewBlobChange[] = [];
  const commit = (): void => {
    const documents = durable.flatMap((store) => store.takeChanges());
    if (documents.length === 0 && pending.length === 0) return;
    const changes = pending;
    pending = [];
    try {
      file.commit(documents, changes);
    } catch (error) {
      // An acknowledgement now would be a lie. Dying without one makes clients retry against the last committed state.
      report({ kind: 'failed', message: `Cannot save storage metadata: ${String(error)}` });
      process.exit(1);
    }
    if (changes.length > 0) outbox.wake();
  };
  watchBlobChanges(blob.metadataStore, (change) => pending.push(change));
  for (const server of [blob.httpServer, queue.httpServer]) commitBeforeResponses(server, commit);
  setInterval(commit, 500).unref(); // what background collection of garbage changed

  const stop = async (): Promise<void> => {
    await Promise.race([Promise.all([blob.close(), queue.close()]), sleep(2_000)]);
    commit();
    file.close();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop());
  process.on('disconnect', () => {
    commit();
    process.exit(0);
  });
  process.on('message', (message: ToStorage) => {
    if (message.kind === 'stop') void stop();
    else outbox.handle(message);
  });
  await Promise.all([blob, queue].map((server) => listen(server, patience)));
  commit();
  report({ kind: 'ready' });
}

function blobServer(home: string, port: number) {
  const { Configuration, Server } = loadBlobServer();
  const extents = [{ locationId: 'Default', locationPath: join(home, 'blobs'), maxConcurrency: 16 }];
  return new Server(new Configuration(...settings(home, 'blob', port, extents)));
}

function queueServer(home: string, port: number) {
  const { Configuration, Server } = loadQueueServer();
  const extents = [{ locationId: 'Default', locationPath: join(home, 'queues'), maxConcurrency: 16 }];
  return new Server(new Configuration(...settings(home, 'queue', port, extents)));
}

type Settings = ConstructorParameters<ReturnType<typeof loadBlobServer>['Configuration']>;

/** No logs; strict about features that Azurite lacks, lenient about API versions newer than itself. */
function settings(home: string, name: string, port: number, extents: Settings[5]): Settings {
  const metadata = join(home, `${name}.json`);
  const extentMetadata = join(home, `${name}-extent.json`);
  return ['127.0.0.1', port, 65, metadata, extentMetadata, extents, false, undefined, false, undefined, false, true];
}

/** Every response, also of reads: dequeuing a message is a GET that changes it. */
function commitBeforeResponses(server: Server, commit: () => void): void {
  server.prependListener('request', (_request, response: ServerResponse) => {
    const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => ServerResponse;
    response.writeHead = (...args: unknown[]) => {
      commit();
      return writeHead(...args);
    };
  });
}

/** A predecessor that is still ending may hold the port for a moment. */
async function listen(server: { start(): Promise<void> }, patience: number): Promise<void> {
  const until = Date.now() + patience;
  for (;;)
    try {
      return await server.start();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || Date.now() > until) throw error;
      await sleep(50);
    }
}

/** Hands out blob changes one request at a time; the next request acknowledges what came before it. */
function serveChanges(file: MetadataFile) {
  let waiting: { readonly after: number; readonly limit: number } | undefined;
  const wake = (): void => {
    if (!waiting) return;
    const changes = file.changesAfter(waiting.after, waiting.limit);
    if (changes.length === 0) return;
    waiting = undefined;
    report({ kind: 'changes', changes });
  };
  const handle = (message: Exclude<ToStorage, { kind: 'stop' }>): void => {
    if (message.kind === 'last') return report({ kind: 'last', seq: file.lastSeq() });
    if (message.kind === 'forget') return file.forgetChanges(message.upTo);
    file.forgetChanges(message.after);
    waiting = message;
    wake();
  };
  return { wake, handle };
}

function report(message: FromStorage): void {
  if (process.connected) process.send?.(message);
}

const [home, blobPort, queuePort, patience] = process.argv.slice(2);
main(home ?? '', Number(blobPort), Number(queuePort), Number(patience)).catch((error: unknown) => {
  report({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  process.exitCode = 1;
  process.disconnect?.();
  setTimeout(() => process.exit(1), 200);
});
