import { BlobServiceClient, ContainerSASPermissions, type ContainerClient } from '@azure/storage-blob';
import { QueueServiceClient, type QueueClient } from '@azure/storage-queue';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../local/azurite/ports.ts';
import { startAzurite, type Azurite } from '../../../local/azurite/start-azurite.ts';

export interface TemporaryStorage {
  readonly home: string;
  readonly blobPort: number;
  readonly queuePort: number;
  readonly lines: string[];
  start(): Promise<Azurite>;
  remove(): Promise<void>;
}

/** A storage home of its own with free ports; `start` may be called again after `stop`. */
export async function temporaryStorage(): Promise<TemporaryStorage> {
  const home = await mkdtemp(join(tmpdir(), 'revisit-storage-'));
  const [blobPort, queuePort] = [await freePort(), await freePort()];
  const lines: string[] = [];
  return {
    home,
    blobPort,
    queuePort,
    lines,
    start: () => startAzurite({ home, blobPort, queuePort, log: (line) => lines.push(line) }),
    remove: () => rm(home, { recursive: true, force: true }),
  };
}

export function container(azurite: Pick<Azurite, 'connectionString'>, name: string): ContainerClient {
  const options = { retryOptions: { maxTries: 1 } };
  return BlobServiceClient.fromConnectionString(azurite.connectionString, options).getContainerClient(name);
}

export function queue(azurite: Pick<Azurite, 'connectionString'>, name: string): QueueClient {
  return QueueServiceClient.fromConnectionString(azurite.connectionString).getQueueClient(name);
}

/** A container URL with a SAS for an hour. */
export async function signedUrl(client: ContainerClient, permissions = 'racwdl'): Promise<string> {
  return client.generateSasUrl({
    permissions: ContainerSASPermissions.parse(permissions),
    expiresOn: new Date(Date.now() + 3_600_000),
  });
}

/** Takes messages until `enough` says so, at most 10 s. */
export async function takeMessages(
  client: QueueClient,
  enough: (messages: readonly Record<string, unknown>[]) => boolean,
): Promise<Record<string, unknown>[]> {
  const messages: Record<string, unknown>[] = [];
  const until = Date.now() + 10_000;
  while (!enough(messages)) {
    if (Date.now() > until) throw new Error(`only ${messages.length} messages came: ${JSON.stringify(messages)}`);
    const { receivedMessageItems } = await client.receiveMessages({ numberOfMessages: 32 });
    for (const { messageId, popReceipt, messageText } of receivedMessageItems) {
      messages.push(JSON.parse(Buffer.from(messageText, 'base64').toString('utf8')) as Record<string, unknown>);
      await client.deleteMessage(messageId, popReceipt);
    }
  }
  return messages;
}
