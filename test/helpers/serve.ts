import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Answer, Call } from './call.ts';

/** Serves functions over HTTP on a free loopback port, for clients of other languages.
 * @param answer gets the whole URL as it came */
export async function serve(
  answer: (method: string, url: string, options: Omit<Call, 'method' | 'params'>) => Promise<Answer>,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk as Uint8Array);
    const headers = Object.fromEntries(
      Object.entries(request.headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
    );
    const body = Buffer.concat(chunks).toString();
    const url = `http://${request.headers.host}${request.url}`;
    const found = await answer(request.method ?? 'GET', url, { headers, ...(body === '' ? {} : { body }) });
    response.writeHead(found.status, found.headers).end(found.text);
  };
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
