import { invalid } from '../errors.ts';

/** Where a blob is, whatever shape its URL had. */
export interface BlobLocation {
  readonly account: string;
  readonly container: string;
  /** Decoded path inside the container; empty for the container itself. */
  readonly path: string;
}

const azureHost = /^([a-z0-9]{3,24})\.(?:blob|dfs)\.core\.(?:windows\.net|usgovcloudapi\.net|chinacloudapi\.cn)$/;

/** Parses both shapes: `https://{account}.blob.core.windows.net/{container}/{path}` and, for loopback hosts,
 * `http://127.0.0.1:{port}/{account}/{container}/{path}`. Query and fragment are dropped.
 * @returns undefined when the URL is not a blob's */
export function parseBlobUrl(href: string): BlobLocation | undefined {
  if (!URL.canParse(href)) return undefined;
  const url = new URL(href);
  const segments = url.pathname.split('/').slice(1);
  const byHost = azureHost.exec(url.hostname);
  const account = byHost ? byHost[1] : isLoopback(url.hostname) ? segments.shift() : undefined;
  const container = segments.shift();
  if (!account || !container || !/^https?:$/.test(url.protocol)) return undefined;
  try {
    return { account, container, path: decodeURIComponent(segments.join('/')) };
  } catch {
    return undefined;
  }
}

/** @throws {InvalidInputError} when the URL is not a blob's */
export function requireBlobUrl(href: string): BlobLocation {
  const location = parseBlobUrl(href);
  if (!location) throw invalid('href', `not a blob URL: ${href}`);
  return location;
}

/** @param endpoint of the account, without trailing slash: `https://acc.blob.core.windows.net` or `http://127.0.0.1:10000/acc` */
export function blobUrl(endpoint: string, container: string, path: string): string {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  return `${endpoint}/${container}${encoded === '' ? '' : `/${encoded}`}`;
}

export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' || hostname === '[::1]' || hostname === '::1' || /^127(?:\.\d{1,3}){3}$/.test(hostname)
  );
}
