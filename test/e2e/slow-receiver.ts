import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A receiver of webhooks that takes its time, and that has trouble at first with every fifth. */
export interface SlowReceiver {
  readonly url: string;
  /** `webhook-id` of what was answered with 2xx. */
  readonly delivered: ReadonlySet<string>;
  /** Deliveries that wait for their answer now. */
  readonly open: number;
  close(): Promise<void>;
}

export async function startSlowReceiver(): Promise<SlowReceiver> {
  const delivered = new Set<string>();
  const refused = new Set<string>();
  let open = 0;
  const server = createServer((request, response) => {
    const id = String(request.headers['webhook-id']);
    open += 1;
    response.once('close', () => (open -= 1));
    request.resume();
    void sleep(80).then(() => {
      const trouble = Number(id.slice(id.lastIndexOf('.') + 1)) % 5 === 0 && !refused.has(id);
      if (trouble) refused.add(id);
      // Whoever hung up has not had its answer.
      else if (!request.socket.destroyed) delivered.add(id);
      response.writeHead(trouble ? 503 : 204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    delivered,
    get open() {
      return open;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
