import type { Config } from '../config.ts';
import { invalid } from '../errors.ts';

/** A day: long enough for a job, short enough for a token that anyone can ask for. */
const maxMinutes = 24 * 60;
/** Clients renew when a minute is left. */
const minMinutes = 2;

/** The `duration` parameter, whole minutes from 2 to a day (or to the configured lifetime, when that is longer).
 * @throws {InvalidInputError} */
export function parseDuration(text: string | null, config: Pick<Config, 'SAS_MINUTES'>): number {
  if (text === null) return config.SAS_MINUTES;
  const minutes = Number(text);
  const longest = Math.max(maxMinutes, config.SAS_MINUTES);
  if (!/^\d{1,6}$/.test(text) || minutes < minMinutes || minutes > longest)
    throw invalid('duration', `must be whole minutes from ${minMinutes} to ${longest}`);
  return minutes;
}

/** The `href` to sign. GDAL appends it raw and un-encoded, so what follows `href=` is taken as it stands when it begins
 * like a URL, apart from our own parameters at its very end; otherwise it is one encoded query parameter.
 * @param url the whole request's, undecoded
 * @throws {InvalidInputError} */
export function parseSignRequest(url: string): { readonly href: string; readonly duration: string | null } {
  const [, query = ''] = /\?([^#]*)/.exec(url) ?? [];
  const raw = /(?:^|&)href=([a-z][a-z0-9+.-]*:\/\/.*)$/i.exec(query)?.[1];
  const parameters = new URLSearchParams(query);
  if (raw === undefined) {
    const href = parameters.get('href');
    if (!href) throw invalid('href', 'missing; give the URL to sign');
    return { href, duration: parameters.get('duration') };
  }
  const href = raw.replace(/(?:&(?:duration|_id|subscription-key|code)=[^&?/]*)+$/, '');
  return { href, duration: new URLSearchParams(query.replace(href, '')).get('duration') };
}
