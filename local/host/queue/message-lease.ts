import type { DequeuedMessageItem, QueueClient } from '@azure/storage-queue';

export interface MessageLease {
  /** Takes the message out of the queue. */
  complete(): Promise<void>;
  /** Shows the message again after a delay in seconds. */
  release(delay: number): Promise<void>;
}

/** Keeps a message hidden while it is worked on, renewing at half of the lease.
 * @param leaseSeconds whole seconds
 * @param onLost the lease could not be renewed: another worker may have the message by now */
export function holdMessage(
  queue: QueueClient,
  message: DequeuedMessageItem,
  leaseSeconds: number,
  onLost: (error: unknown) => void,
): MessageLease {
  let { popReceipt } = message;
  let renewing: Promise<void> | undefined;

  const hide = async (seconds: number): Promise<void> => {
    const renewed = await queue.updateMessage(message.messageId, popReceipt, undefined, seconds);
    popReceipt = renewed.popReceipt ?? popReceipt;
  };
  const timer = setInterval(() => {
    renewing = hide(leaseSeconds).catch((error: unknown) => {
      clearInterval(timer);
      onLost(error);
    });
  }, leaseSeconds * 500);

  const settle = async (): Promise<void> => {
    clearInterval(timer);
    await renewing; // a renewal on its way changes the receipt
  };
  return {
    complete: async () => {
      await settle();
      await queue.deleteMessage(message.messageId, popReceipt);
    },
    release: async (delay) => {
      await settle();
      await hide(delay);
    },
  };
}
