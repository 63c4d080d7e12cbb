import type { HttpRequest, HttpResponseInit } from '@azure/functions';

/** A version as a strong ETag. Characters that an ETag can't hold are percent-encoded. */
export function etagOf(version: string): string {
  return `"${encodeURIComponent(version)}"`;
}

/** Whether the client's copy (If-None-Match) is this version. */
export function isFresh(request: Pick<HttpRequest, 'headers'>, version: string): boolean {
  const header = request.headers.get('if-none-match');
  return header !== null && matches(header, version);
}

/** Whether If-Match allows a write over this version (undefined: there is nothing yet). True without the header. */
export function mayWrite(request: Pick<HttpRequest, 'headers'>, version: string | undefined): boolean {
  const header = request.headers.get('if-match');
  return header === null || (version !== undefined && matches(header, version));
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

function matches(header: string, version: string): boolean {
  const tags = header.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(etagOf(version));
}
