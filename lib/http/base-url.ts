import type { HttpRequest } from '@azure/functions';
import type { Config } from '../config.ts';

/** The app's own base URL without trailing slash, for links: the configured one, or what the request came through. */
export function baseUrl(request: Pick<HttpRequest, 'url' | 'headers'>, config: Pick<Config, 'PUBLIC_URL'>): string {
  if (config.PUBLIC_URL) return config.PUBLIC_URL.replace(/\/$/, '');
  const url = new URL(request.url);
  const host = request.headers.get('x-forwarded-host') ?? url.host;
  const protocol = request.headers.get('x-forwarded-proto') ?? url.protocol.replace(':', '');
  return `${protocol}://${host}`;
}
