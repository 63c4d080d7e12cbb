import type { HttpRequest, HttpResponseInit } from '@azure/functions';

/** A version as a strong ETag. Characters that an ETag can't hold are percent-encoded. */
export function etagOf(version: string): string {
  return `"${encodeURIComponent(version)}"`;
}

/** Whether the client's copy (If-None-Match) is this version. */
export function isFresh(request: Pick<HttpRequest, 'headers'>, version: string): boolean {
  const header = request.headers.get('if-none-match');
  return header !== null && tagsOf(header).some((tag) => names(tag.replace(/^W\//, ''), version));
}

/** Whether If-Match and If-None-Match allow a write over this version (undefined: there is nothing yet). True without
 * them. A weak tag never fulfils If-Match. @see RFC 9110 §13.1 */
export function mayWrite(request: Pick<HttpRequest, 'headers'>, version: string | undefined): boolean {
  if (version === undefined) return request.headers.get('if-match') === null;
  const header = request.headers.get('if-match');
  return (header === null || tagsOf(header).some((tag) => names(tag, version))) && !isFresh(request, version);
}

/** 304 for a client that has this version already, else the answer with its ETag. */
export function withEtag(
  request: Pick<HttpRequest, 'headers'>,
  version: string,
  answer: () => HttpResponseInit,
): HttpResponseInit {
  const etag = etagOf(version);
  if (isFresh(request, version)) return { status: 304, headers: { etag } };
  const fresh = answer();
  return { ...fresh, headers: { ...(fresh.headers as Record<string, string> | undefined), etag } };
}

function tagsOf(header: string): readonly string[] {
  return header.split(',').map((tag) => tag.trim());
}

function names(tag: string, version: string): boolean {
  return tag === '*' || tag === etagOf(version);
}
