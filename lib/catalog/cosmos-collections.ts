import { PreconditionFailedError } from '../errors.ts';
import { compareText } from '../search/fold-text.ts';
import type { Collection } from '../stac/collection.ts';
import type { PutItemOptions, PutOutcome } from './catalog.ts';
import { contentVersion } from './content-version.ts';
import type { CosmosContainers } from './cosmos-client.ts';
import { documentId } from './cosmos-names.ts';
import { backOff, deleteDocument, readDocument, writeOver } from './cosmos-point.ts';
import type { ItemDocument, Place } from './cosmos-item.ts';

const pk = 'collections';

interface CollectionDocument {
  readonly id: string;
  readonly pk: typeof pk;
  readonly version: string;
  readonly collection: Collection;
  /** Its items are being deleted; to everyone else it is gone. */
  readonly leaving?: boolean;
}

export async function putCosmosCollection(
  containers: CosmosContainers,
  collection: Collection,
  options: PutItemOptions = {},
): Promise<PutOutcome> {
  const version = options.version ?? contentVersion(collection);
  const id = documentId(collection.id);
  for (let attempt = 0; ; attempt++) {
    const found = await readDocument<CollectionDocument>(containers.state, id, pk);
    // An earlier deletion that was cut short is finished first, so that nothing of it comes back.
    if (found?.leaving) {
      await deleteCosmosCollection(containers, collection.id);
      continue;
    }
    const current = found?.version ?? null;
    if (options.ifVersion !== undefined && options.ifVersion !== current) {
      throw new PreconditionFailedError(`Collection ${collection.id}`, options.ifVersion, current);
    }
    if (current === version) return 'unchanged';
    const document: CollectionDocument = { id, pk, version, collection };
    if (await writeOver(containers.state, document, pk, found)) return found ? 'updated' : 'created';
    await backOff(attempt);
  }
}

export async function readCosmosCollection(
  { state }: CosmosContainers,
  id: string,
): Promise<{ readonly collection: Collection; readonly version: string } | undefined> {
  const found = await readDocument<CollectionDocument>(state, documentId(id), pk);
  return found && !found.leaving ? { collection: found.collection, version: found.version } : undefined;
}

export async function listCosmosCollections({ state }: CosmosContainers): Promise<readonly Collection[]> {
  const query = { query: 'SELECT * FROM c WHERE c.pk = @pk', parameters: [{ name: '@pk', value: pk }] };
  const { resources } = await state.items.query<CollectionDocument>(query).fetchAll();
  const collections = resources.filter(({ leaving }) => !leaving).map(({ collection }) => collection);
  return collections.sort((a, b) => compareText(a.id, b.id));
}

/** Without the documents, which may be long. */
export async function listCosmosCollectionIds({ state }: CosmosContainers): Promise<readonly string[]> {
  const query = 'SELECT c.collection.id AS id, c.leaving AS leaving FROM c WHERE c.pk = @pk';
  const parameters = [{ name: '@pk', value: pk }];
  type Found = Pick<Collection, 'id'> & Pick<CollectionDocument, 'leaving'>;
  const { resources } = await state.items.query<Found>({ query, parameters }).fetchAll();
  return resources.filter(({ leaving }) => !leaving).map(({ id }) => id);
}

/** Hides the collection, deletes its items, then itself; cut short, the next call goes on. */
export async function deleteCosmosCollection(containers: CosmosContainers, id: string): Promise<boolean> {
  const { state, items } = containers;
  const found = await readDocument<CollectionDocument>(state, documentId(id), pk);
  if (!found) return false;
  await state.item(found.id, pk).replace({ ...found, leaving: true });
  const query = {
    query: 'SELECT c.id, c.pk, c.ym, c.item.id AS name FROM c WHERE c.c = @c',
    parameters: [{ name: '@c', value: id }],
  };
  type Found = Place & { readonly name: ItemDocument['item']['id'] };
  for await (const { resources } of items.items.query<Found>(query).getAsyncIterator()) {
    for (const place of resources) {
      const key = itemKey(id, place.name);
      await deleteDocument(items, place.id, [place.pk, place.ym]);
      await deleteDocument(state, key, key);
    }
  }
  await deleteDocument(state, found.id, pk);
  return !found.leaving;
}

/** Id and partition of the document that tells where an item is. */
export function itemKey(collection: string, id: string): string {
  return documentId(`item|${collection}|${id}`);
}
