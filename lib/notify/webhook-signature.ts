import { createHmac } from 'node:crypto';

/** Standard Webhooks headers of one attempt. The id stays the same over retries, so that receivers can drop repeats.
 * @param secret `whsec_` + base64
 * @param body exactly the bytes that are sent
 * @see https://www.standardwebhooks.com */
export function webhookHeaders(id: string, secret: string, body: string, now: Date): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}
