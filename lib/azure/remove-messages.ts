import type { StorageAccount } from './storage-account.ts';

/** Seconds that messages are hidden from others while the queue is gone through. */
const hiddenSeconds = 30;
const batchSize = 32;

/** Takes the messages that match off a queue; the others stay, though they may change places.
 * @param matches is given the message's JSON value, or its text when it is none
 * @returns how many were removed */
export async function removeMessages(
  account: Pick<StorageAccount, 'queues'>,
  queue: string,
  matches: (message: unknown) => boolean,
): Promise<number> {
  const client = account.queues.getQueueClient(queue);
  if (!(await client.exists())) return 0;
  let removed = 0;
  const kept: { readonly id: string; readonly receipt: string }[] = [];
  // Each message is seen once: those received stay hidden until the queue is through.
  for (;;) {
    const { receivedMessageItems: received } = await client.receiveMessages({
      numberOfMessages: batchSize,
      visibilityTimeout: hiddenSeconds,
    });
    for (const { messageId, popReceipt, messageText } of received) {
      if (matches(decode(messageText))) {
        await client.deleteMessage(messageId, popReceipt);
        removed += 1;
      } else {
        kept.push({ id: messageId, receipt: popReceipt });
      }
    }
    if (received.length === 0) break;
  }
  for (const { id, receipt } of kept) await client.updateMessage(id, receipt, undefined, 0);
  return removed;
}

function decode(text: string): unknown {
  const decoded = /^[A-Za-z0-9+/\s]+=*$/.test(text) ? Buffer.from(text, 'base64').toString('utf8') : text;
  try {
    return JSON.parse(decoded);
  } catch {
    // Not ours: compared as the text it is.
    return decoded;
  }
}
