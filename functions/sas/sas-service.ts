import { accountSigners } from '../../lib/azure/sas-signer.ts';
import { publishedContainers, type PublishedContainers } from '../../lib/sas/published-containers.ts';
import { readTokens, type ReadTokens } from '../../lib/sas/read-tokens.ts';
import type { Deps } from '../deps.ts';

/** What the three SAS routes share: one cache of tokens. */
export interface SasService {
  readonly published: PublishedContainers;
  readonly tokens: ReadTokens;
  readonly ownAccount: string;
}

export function sasService(deps: Pick<Deps, 'catalog' | 'storage'>): SasService {
  const published = publishedContainers(deps.catalog, deps.storage.name);
  return {
    published,
    tokens: readTokens(published, accountSigners(deps.storage)),
    ownAccount: deps.storage.name,
  };
}
