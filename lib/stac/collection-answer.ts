import type { Config } from '../config.ts';
import type { Collection } from './collection.ts';
import { collectionLinks } from './links.ts';

/** A collection as the API answers it: with its links, and the region that its data is in. Its ingest rules stay visible
 * as `revisit:ingest`: they hold no secrets and tell how the collection is fed. */
export function collectionAnswer(
  root: string,
  collection: Collection,
  config: Pick<Config, 'REGION'>,
): Readonly<Record<string, unknown>> {
  return {
    'msft:region': config.REGION,
    ...collection,
    links: [...collectionLinks(root, collection.id), ...collection.links],
  };
}
