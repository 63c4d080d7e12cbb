import type { DequeuedMessageItem } from '@azure/storage-queue';
import type { TypedData } from '../typed-data.ts';

export type MessageEncoding = 'base64' | 'none';

export const encodeMessage = (text: string, encoding: MessageEncoding): string =>
  encoding === 'base64' ? Buffer.from(text, 'utf8').toString('base64') : text;

/** Text of a message's body; undefined when it isn't in the encoding that host.json promises. */
export function decodeMessage(body: string, encoding: MessageEncoding): string | undefined {
  if (encoding === 'none') return body;
  if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(body)) return undefined;
  const bytes = Buffer.from(body, 'base64');
  return bytes.toString('base64').replace(/=+$/, '') === body.replaceAll(/[\s=]/g, '')
    ? bytes.toString('utf8')
    : undefined;
}

/** What a queue trigger tells beside the body; the library makes the names camelCase. */
export function triggerMetadata(message: DequeuedMessageItem, text: string): Record<string, TypedData> {
  return {
    QueueTrigger: { string: text },
    Id: { string: message.messageId },
    PopReceipt: { string: message.popReceipt },
    DequeueCount: { int: message.dequeueCount },
    InsertionTime: { json: JSON.stringify(message.insertedOn) },
    ExpirationTime: { json: JSON.stringify(message.expiresOn) },
    NextVisibleTime: { json: JSON.stringify(message.nextVisibleOn) },
  };
}
