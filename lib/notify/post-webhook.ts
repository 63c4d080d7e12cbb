import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { isPublicAddress, publicLookup } from './address-guard.ts';

/** Milliseconds for the whole exchange. */
const timeout = 20_000;

export interface PostOutcome {
  /** HTTP status; absent when no answer came. */
  readonly status?: number;
  /** Seconds the receiver asks to wait. */
  readonly retryAfter?: number;
  readonly error?: string;
}

/** Posts a body. Redirects are not followed and the answer's body is not read. Never throws. */
export async function postWebhook(
  target: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  options: { readonly allowPrivate: boolean },
): Promise<PostOutcome> {
  const url = new URL(target);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (!options.allowPrivate && isIP(host) && !isPublicAddress(host)) return { error: `${host} is a private address` };
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve) => {
    const outgoing = send(
      url,
      {
        method: 'POST',
        headers: { ...headers, 'content-length': Buffer.byteLength(body), 'user-agent': 'revisit-webhooks/1' },
        signal: AbortSignal.timeout(timeout),
        agent: false,
        ...(options.allowPrivate ? {} : { lookup: publicLookup }),
      },
      (answer) => {
        const retryAfter = waitOf(answer.headers['retry-after'], Date.now());
        answer.destroy();
        resolve({ status: answer.statusCode ?? 0, ...(retryAfter > 0 ? { retryAfter } : {}) });
      },
    );
    outgoing.on('error', (error) =>
      resolve({ error: error.name === 'TimeoutError' ? `no answer within ${timeout / 1000} s` : error.message }),
    );
    // Some answers end in neither: a switch of protocols, for one.
    outgoing.on('close', () => resolve({ error: 'the receiver closed the connection without an answer' }));
    outgoing.end(body);
  });
}

/** Seconds that a Retry-After asks for, as a number or as an HTTP date; 0 when it says nothing of use. */
function waitOf(header: string | undefined, now: number): number {
  if (header === undefined) return 0;
  const seconds = /^\d+$/.test(header) ? Number(header) : Math.ceil((Date.parse(header) - now) / 1000);
  return Number.isFinite(seconds) ? Math.max(0, seconds) : 0;
}
