import type { Catalog } from '../catalog/catalog.ts';
import { NotFoundError } from '../errors.ts';
import type { Collection } from '../stac/collection.ts';

/** A container whose blobs anyone may read with a token. */
export interface PublishedContainer {
  readonly account: string;
  readonly container: string;
}

/** What a collection publishes, the container that `/token/{collection}` signs first: the one named by the
 * `msft:storage_account` and `msft:container` fields, then those of its ingest rules.
 * @param ownAccount the account of rules that name none */
export function containersOf(collection: Collection, ownAccount: string): readonly PublishedContainer[] {
  const account = collection['msft:storage_account'];
  const container = collection['msft:container'];
  const named =
    typeof container === 'string' && container !== ''
      ? [{ account: typeof account === 'string' ? account : ownAccount, container }]
      : [];
  const rules = (collection['revisit:ingest'] ?? []).map((rule) => ({
    account: rule.account ?? ownAccount,
    container: rule.container,
  }));
  return [...named, ...rules];
}

/** What all collections together publish. */
export interface PublishedContainers {
  /** Whether some collection publishes this container. */
  has(place: PublishedContainer): Promise<boolean>;
  /** Whether some collection publishes any container of the account. */
  hasAccount(account: string): Promise<boolean>;
  /** The container that a collection's token is for. @throws {NotFoundError} unknown collection, or it publishes none */
  ofCollection(id: string): Promise<PublishedContainer>;
}

/** How long a "yes" is believed. A "no" is always looked up again, so a new collection can be signed at once. */
const memoryMs = 30_000;

export function publishedContainers(
  catalog: Catalog,
  ownAccount: string,
  now: () => number = Date.now,
): PublishedContainers {
  let known: { readonly keys: ReadonlySet<string>; readonly read: number } = { keys: new Set(), read: -Infinity };
  const isKnown = async (key: string): Promise<boolean> => {
    if (known.keys.has(key) && now() - known.read < memoryMs) return true;
    const places = (await catalog.listCollections()).flatMap((collection) => containersOf(collection, ownAccount));
    known = { keys: new Set(places.flatMap((place) => [keyOf(place), place.account])), read: now() };
    return known.keys.has(key);
  };
  return {
    has: (place) => isKnown(keyOf(place)),
    hasAccount: isKnown,
    ofCollection: async (id) => {
      const found = await catalog.getCollection(id);
      if (!found) throw new NotFoundError('collection', id);
      const [first] = containersOf(found.collection, ownAccount);
      if (!first) throw new NotFoundError('published container of collection', id);
      return first;
    },
  };
}

function keyOf(place: PublishedContainer): string {
  return `${place.account}/${place.container}`;
}
