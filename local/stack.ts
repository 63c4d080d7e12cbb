import { join } from 'node:path';
import { persistentPorts } from './azurite/ports.ts';
import { startAzurite } from './azurite/start-azurite.ts';
import { startBatchService } from './batch/start-batch-service.ts';
import { startBlobEvents } from './events/blob-events.ts';
import type { Home } from './home.ts';
import { startHost } from './host/start-host.ts';

/** Everything that runs: storage, blob events, Batch, the function app. */
export interface Stack {
  /** Of the function app. */
  readonly url: string;
  /** Connection string of blob and queue storage. */
  readonly storage: string;
  readonly blobEndpoint: string;
  /** Milliseconds from nothing to serving. */
  readonly startedIn: number;
  /** Stops listening, lets what runs finish, then ends storage. */
  stop(): Promise<void>;
}

const root = join(import.meta.dirname, '..');

/** Brings the stack up on loopback. The order matters: storage first, the app last, so that what was written while
 * the stack was down is announced to an app that listens. */
export async function startStack(
  home: Home,
  options: { readonly port: number; readonly log: (line: string) => void },
): Promise<Stack> {
  const started = Date.now();
  const { log } = options;
  const ports = await persistentPorts(home.ports, ['blob', 'queue', 'batch']);
  const azurite = await startAzurite({
    home: join(home.path, 'storage'),
    blobPort: ports.blob,
    queuePort: ports.queue,
    log,
  });
  const batch = await startBatchService({
    port: ports.batch,
    home: join(home.path, 'batch'),
    ...localBatch,
    taskPath: [join(root, 'tasks', 'bin')],
    log,
  });
  const host = await startHost({
    entry: join(root, 'functions', 'main.ts'),
    hostJson: join(root, 'host.json'),
    port: options.port,
    storage: azurite.connectionString,
    historyPath: home.history,
    // After a kill, messages that were in flight come back this soon: well before scenes settle.
    queueLeaseSeconds: 12,
    settings: {
      AzureWebJobsStorage: azurite.connectionString,
      CATALOG_STORE: 'sqlite',
      SQLITE_PATH: home.catalog,
      BATCH_URL: batch.url,
      BATCH_ACCOUNT: localBatch.account,
      BATCH_KEY: localBatch.key,
      WEBHOOK_ALLOW_PRIVATE: '1',
      TOKEN_SECRET: home.secret,
    },
    log: (line) => log(JSON.stringify(line)),
  });
  const events = await startBlobEvents({ azurite, log });
  return {
    url: host.url,
    storage: azurite.connectionString,
    blobEndpoint: azurite.blobEndpoint,
    startedIn: Date.now() - started,
    stop: async () => {
      await host.drain();
      await events.stop();
      await batch.stop();
      await host.stop();
      await azurite.stop();
    },
  };
}

/** Of the local Batch service. The key is no secret: only loopback reaches the service that takes it. */
export const localBatch = {
  account: 'revisit',
  key: Buffer.from('revisit-local-batch-service-key!').toString('base64'),
} as const;
