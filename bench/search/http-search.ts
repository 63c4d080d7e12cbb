import { Agent, request } from 'node:http';
import type { SearchBody } from './six-searches.ts';

export interface SearchAnswer {
  readonly status: number;
  readonly body: Buffer;
}

export type HttpSearch = (body: SearchBody) => Promise<SearchAnswer>;

/** Posts searches over connections that are kept; the answer counts once its last byte is there. */
export function httpSearch(
  url: string,
  connections: number,
): { readonly search: HttpSearch; readonly close: () => void } {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const search: HttpSearch = (body) =>
    new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json' };
      const sent = request(`${url}/api/stac/v1/search`, { method: 'POST', agent, headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks) }));
        answer.on('error', reject);
      });
      sent.on('error', reject);
      sent.end(JSON.stringify(body));
    });
  return { search, close: () => agent.destroy() };
}

/** The body that asks for the page after an answer. */
export function nextPage({ body }: SearchAnswer): SearchBody | undefined {
  const { links } = JSON.parse(body.toString()) as { links: readonly { rel: string; body?: SearchBody }[] };
  return links.find(({ rel }) => rel === 'next')?.body;
}
