import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { BatchError } from './batch-error.ts';

export interface SignedRequest {
  readonly method: string;
  /** Path and query as they came. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly bodyLength: number;
}

const signedHeaders = [
  'content-encoding',
  'content-language',
  'content-length',
  'content-md5',
  'content-type',
  'date',
  'if-modified-since',
  'if-match',
  'if-none-match',
  'if-unmodified-since',
  'range',
] as const;

/** Requests older or newer than this are refused, in ms. */
const allowedSkew = 15 * 60_000;

/** Shared Key as Azure Batch has it.
 * @param key base64
 * @throws {BatchError} 403 AuthenticationFailed
 * @see https://learn.microsoft.com/rest/api/batchservice/authenticate-requests-to-the-azure-batch-service */
export function requireSharedKey(request: SignedRequest, account: string, key: string): void {
  const match = /^SharedKey ([^:]+):(.+)$/.exec(request.headers.authorization ?? '');
  if (!match) throw refused('the Authorization header is not of the scheme SharedKey');
  if (match[1] !== account) throw refused(`the account is not ${account}`);
  const date = Date.parse(String(request.headers['ocp-date'] ?? request.headers.date ?? ''));
  if (!(Math.abs(Date.now() - date) <= allowedSkew)) throw refused('the date is absent or too far from now');
  const given = Buffer.from(match[2] ?? '', 'base64');
  const expected = createHmac('sha256', Buffer.from(key, 'base64')).update(stringToSign(request, account)).digest();
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw refused('the signature differs');
}

function stringToSign(request: SignedRequest, account: string): string {
  const { headers } = request;
  const lines = signedHeaders.map((name) =>
    name === 'content-length' ? contentLength(request) : String(headers[name] ?? ''),
  );
  const custom = Object.keys(headers)
    .filter((name) => name.startsWith('ocp-'))
    .sort()
    .map((name) => `${name}:${String(headers[name])}`);
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  const query = [...new Set(searchParams.keys())]
    .sort()
    .map((name) => `${name}:${searchParams.getAll(name).join(',')}`);
  return [request.method, ...lines, ...custom, [`/${account}${pathname}`, ...query].join('\n')].join('\n');
}

/** Signed as the length of the body; empty for a request that has none and is no POST. */
function contentLength({ method, headers, bodyLength }: SignedRequest): string {
  if (bodyLength > 0 || method === 'POST') return String(bodyLength);
  return headers['content-length'] === '0' ? '' : (headers['content-length'] ?? '');
}

function refused(reason: string): BatchError {
  return new BatchError(
    403,
    'AuthenticationFailed',
    'Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.',
    [{ key: 'AuthenticationErrorDetail', value: reason }],
  );
}
