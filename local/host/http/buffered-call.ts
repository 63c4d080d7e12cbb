import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Invoke } from '../invoke.ts';
import { textOf } from '../typed-data.ts';
import type { HttpCookie, HttpData, Nullable } from '../typed-data.ts';
import { hasNoBody, headerValues, readBody, requestUrl } from './read-request.ts';
import type { RouteMatch } from './router.ts';

/** One HTTP call of an app without streaming: whole body in, whole body out. */
export async function callBuffered(
  invoke: Invoke,
  { route, parameters }: RouteMatch,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const method = request.method ?? 'GET';
  const url = requestUrl(request);
  const body = hasNoBody(method) ? undefined : await readBody(request);
  let bytes: Uint8Array | undefined;
  const { returnValue } = await invoke(route.fn, {
    onResult: (result) => {
      if (!hasBytes(result)) return result;
      const { body, ...rest } = result;
      bytes = body;
      return rest;
    },
    trigger: {
      http: {
        url: url.href,
        method,
        nullableHeaders: nullable(Object.entries(headerValues(request))),
        nullableQuery: nullable(joinRepeated(url.searchParams)),
        nullableParams: nullable(Object.entries(parameters)),
        ...(body === undefined || body.length === 0 ? {} : { body: { bytes: body } }),
      },
    },
  });
  writeResponse(response, returnValue?.http, bytes);
}

/** The library would hand bytes on as they are, after copying them three times: they pass it by. */
function hasBytes(result: unknown): result is { readonly body: Uint8Array } {
  const isPlain = typeof result === 'object' && result !== null && Object.getPrototypeOf(result) === Object.prototype;
  return isPlain && 'body' in result && result.body instanceof Uint8Array;
}

function writeResponse(response: ServerResponse, http: HttpData | undefined, whole: Uint8Array | undefined): void {
  response.statusCode = http === undefined ? 204 : Number(http.statusCode ?? 200);
  for (const [name, value] of Object.entries(http?.headers ?? {})) response.setHeader(name, value);
  const cookies = http?.cookies ?? [];
  if (cookies.length > 0) response.setHeader('set-cookie', cookies.map(cookieText));
  const { body } = http ?? {};
  const bytes = whole ?? body?.bytes ?? (body ? Buffer.from(textOf(body)) : Buffer.alloc(0));
  if (response.statusCode !== 204 && response.statusCode !== 304 && !response.hasHeader('content-length'))
    response.setHeader('content-length', bytes.length);
  // Sent to its end: until then the socket may still read the bytes.
  response.once('finish', () => (bytes as Partial<Disposable>)[Symbol.dispose]?.());
  response.end(response.req.method === 'HEAD' ? undefined : bytes);
}

const nullable = (entries: Iterable<readonly [string, string]>): Record<string, Nullable> =>
  Object.fromEntries([...entries].map(([name, value]) => [name, { value }]));

/** Without streaming, the Functions host joins repeated query parameters by commas. */
const joinRepeated = (query: URLSearchParams): [string, string][] =>
  [...new Set(query.keys())].map((name) => [name, query.getAll(name).join(',')]);

function cookieText({ name, value, ...options }: HttpCookie): string {
  const parts = [`${name}=${encodeURIComponent(value)}`];
  if (options.maxAge) parts.push(`Max-Age=${options.maxAge.value}`);
  if (options.domain) parts.push(`Domain=${options.domain.value}`);
  if (options.path) parts.push(`Path=${options.path.value}`);
  if (options.httpOnly?.value) parts.push('HttpOnly');
  if (options.secure?.value) parts.push('Secure');
  const sameSite = sameSiteNames[options.sameSite ?? 'none'];
  if (sameSite) parts.push(`SameSite=${sameSite}`);
  return parts.join('; ');
}

/** Between host and worker `none` means that nothing was said. */
const sameSiteNames: Readonly<Record<string, string | undefined>> = {
  lax: 'Lax',
  strict: 'Strict',
  explicitNone: 'None',
};
