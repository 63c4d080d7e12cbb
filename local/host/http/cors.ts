import type { IncomingMessage, ServerResponse } from 'node:http';

/** Host.CORS of local.settings.json: `*`, or origins separated by commas. */
export function allowedOrigin(cors: string, origin: string | undefined): string | undefined {
  if (origin === undefined) return undefined;
  const allowed = cors.split(',').map((one) => one.trim());
  if (allowed.includes('*')) return '*';
  return allowed.includes(origin) ? origin : undefined;
}

/** Answers a preflight before any function sees it, as Azure's front end does.
 * @returns whether the request was one */
export function answerPreflight(request: IncomingMessage, response: ServerResponse, cors: string): boolean {
  const { origin } = request.headers;
  const method = request.headers['access-control-request-method'];
  if (request.method !== 'OPTIONS' || origin === undefined || method === undefined) return false;
  const allowed = allowedOrigin(cors, origin);
  const headers = request.headers['access-control-request-headers'];
  if (allowed !== undefined) {
    response.setHeader('access-control-allow-origin', allowed);
    response.setHeader('access-control-allow-methods', method);
    if (headers !== undefined) response.setHeader('access-control-allow-headers', headers);
    response.setHeader('access-control-max-age', '86400');
    response.setHeader('vary', 'origin, access-control-request-method, access-control-request-headers');
  }
  response.writeHead(204).end();
  return true;
}
