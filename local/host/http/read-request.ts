import type { IncomingMessage } from 'node:http';

/** Bytes; the Functions host takes no larger request body. */
export const requestBodyLimit = 104_857_600;

export class RequestTooLargeError extends Error {
  constructor() {
    super(`The request body is larger than ${requestBodyLimit} bytes`);
    this.name = 'RequestTooLargeError';
  }
}

export const hasNoBody = (method: string): boolean => method === 'GET' || method === 'HEAD';

/** Chunks of a request body, ended by an error beyond the limit.
 * @throws {RequestTooLargeError} */
export async function* limitedBody(request: IncomingMessage, limit = requestBodyLimit): AsyncGenerator<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw new RequestTooLargeError();
  let size = 0;
  // The connection stays: the refusal goes out on it.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw new RequestTooLargeError();
    yield chunk;
  }
}

/** @throws {RequestTooLargeError} */
export async function readBody(request: IncomingMessage, limit = requestBodyLimit): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of limitedBody(request, limit)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** URL of a request as its caller wrote it. */
export function requestUrl(request: IncomingMessage): URL {
  const { host = 'localhost' } = request.headers;
  const path = request.url ?? '/';
  return URL.parse(`http://${host}${path.startsWith('/') ? path : '/'}`) ?? new URL('http://localhost/');
}

/** Headers as name → one value; several values of a name are joined as HTTP allows. */
export function headerValues(request: IncomingMessage): Record<string, string> {
  const entries = Object.entries(request.headers).filter(([, value]) => value !== undefined);
  const values = entries.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value!] as const);
  return { ...Object.fromEntries(values), 'x-forwarded-for': forwardedFor(request) };
}

/** As Azure's front end does: what the caller says, then the address that it really has. */
function forwardedFor({ headers, socket }: IncomingMessage): string {
  return [headers['x-forwarded-for'], socket.remoteAddress].flat().filter(Boolean).join(', ');
}
