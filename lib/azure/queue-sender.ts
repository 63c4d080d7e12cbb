import type { StorageAccount } from './storage-account.ts';

/** Puts JSON messages on storage queues, base64 as the Functions host expects. At most 48 KiB of JSON. */
export interface QueueSender {
  send(queue: string, message: unknown, options?: { readonly delaySeconds?: number }): Promise<void>;
}

export function queueSender(account: StorageAccount): QueueSender {
  const known = new Map<string, Promise<unknown>>();
  return {
    send: async (queue, message, options) => {
      const client = account.queues.getQueueClient(queue);
      const ensured = known.get(queue) ?? client.createIfNotExists();
      known.set(queue, ensured);
      await ensured.catch((error: unknown) => {
        known.delete(queue);
        throw error;
      });
      const text = Buffer.from(JSON.stringify(message)).toString('base64');
      await client.sendMessage(
        text,
        options?.delaySeconds ? { visibilityTimeout: Math.ceil(options.delaySeconds) } : {},
      );
    },
  };
}
