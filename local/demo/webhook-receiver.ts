import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A delivered CloudEvent and when it came. */
export interface Received {
  readonly id: string;
  readonly collection: string;
  readonly item: string;
  readonly assets: readonly string[];
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface WebhookReceiver {
  readonly url: string;
  /** Distinct by `webhook-id`, in order of arrival. */
  readonly received: readonly Received[];
  trust(secret: string): void;
  close(): Promise<void>;
}

/** The demonstration's subscriber: a server that takes only deliveries whose Standard Webhooks signature is right. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const received: Received[] = [];
  const seen = new Set<string>();
  const secrets: string[] = [];
  const server = createServer((request, response) => {
    const at = Date.now();
    void text(request).then((body) => {
      const id = String(request.headers['webhook-id']);
      const signed = `${id}.${String(request.headers['webhook-timestamp'])}.${body}`;
      const given = String(request.headers['webhook-signature']);
      if (!secrets.some((secret) => isEqual(given, sign(secret, signed)))) {
        response.writeHead(401).end();
        return;
      }
      const event = JSON.parse(body) as { collection: string; data: { id: string; assets: Record<string, unknown> } };
      if (!seen.has(id))
        received.push({
          id,
          collection: event.collection,
          item: event.data.id,
          assets: Object.keys(event.data.assets),
          at,
        });
      seen.add(id);
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    trust: (secret) => void secrets.push(secret),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function sign(secret: string, signed: string): string {
  return `v1,${createHmac('sha256', Buffer.from(secret.slice(6), 'base64'))
    .update(signed)
    .digest('base64')}`;
}

function isEqual(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
