import type { SasSigner, SasToken } from '../azure/sas-signer.ts';
import { NotFoundError } from '../errors.ts';
import type { PublishedContainer, PublishedContainers } from './published-containers.ts';

/** Read-and-list tokens of published containers. */
export interface ReadTokens {
  /** @throws {NotFoundError} when no collection publishes the container, whether it exists or not */
  of(place: PublishedContainer, minutes: number): Promise<SasToken>;
}

/** Bounds the memory that distinct durations could take. */
const maxTokens = 1000;
/** Clients renew when a minute is left: a token with less is never given out. */
const minLeftMs = 90_000;

/** Many clients get the same token until it is half spent, so that they share caches and we sign once. */
export function readTokens(
  published: Pick<PublishedContainers, 'has'>,
  signers: (account: string) => SasSigner | undefined,
  now: () => number = Date.now,
): ReadTokens {
  const tokens = new Map<string, { readonly token: Promise<SasToken>; readonly renew: number }>();
  return {
    of: async (place, minutes) => {
      const name = `${place.account}/${place.container}`;
      const signer = (await published.has(place)) ? signers(place.account) : undefined;
      if (!signer) throw new NotFoundError('published container', name);
      const key = `${name} ${minutes}`;
      const kept = tokens.get(key);
      if (kept && now() < kept.renew) return kept.token;

      const lifeMs = minutes * 60_000;
      const token = signer.containerToken(place.container, 'rl', minutes);
      const entry = { token, renew: now() + Math.min(lifeMs / 2, lifeMs - minLeftMs) };
      tokens.delete(key);
      tokens.set(key, entry);
      const oldest = tokens.keys().next();
      if (tokens.size > maxTokens && !oldest.done) tokens.delete(oldest.value);
      token.catch(() => {
        if (tokens.get(key) === entry) tokens.delete(key);
      });
      return token;
    },
  };
}
