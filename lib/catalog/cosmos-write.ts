import { NotFoundError, PayloadTooLargeError, PreconditionFailedError } from '../errors.ts';
import type { Item } from '../stac/item.ts';
import type { PutItemOptions, PutOutcome } from './catalog.ts';
import { contentVersion } from './content-version.ts';
import type { CosmosBuckets } from './cosmos-buckets.ts';
import type { CosmosContainers } from './cosmos-client.ts';
import { itemKey, readCosmosCollection } from './cosmos-collections.ts';
import { itemDocument, type ItemDocument, type Place } from './cosmos-item.ts';
import { backOff, deleteDocument, readDocument, writeOver, type Stamped } from './cosmos-point.ts';

/** Says where an item is and which of its writes counts. It is written first, so it decides between writers;
 * the item's document follows. Whoever finds the document behind finishes the write by writing the same again. */
export interface KeyDocument {
  readonly id: string;
  readonly pk: string;
  readonly version: string;
  readonly revision: number;
  /** Absent when the item is deleted. */
  readonly place?: Place;
  /** Where older documents may still be. */
  readonly left: readonly Place[];
  /** Seconds until a deleted item's key goes: long after any writer that still knew it. */
  readonly ttl?: number;
}

export interface WriteContext {
  readonly containers: CosmosContainers;
  readonly buckets: CosmosBuckets;
}

/** Idempotent, and safe to be cut short anywhere if it comes again.
 * @throws {NotFoundError} @throws {PreconditionFailedError} @throws {PayloadTooLargeError} */
export async function putCosmosItem(
  { containers, buckets }: WriteContext,
  item: Item,
  options: PutItemOptions = {},
): Promise<PutOutcome> {
  if (!(await readCosmosCollection(containers, item.collection))) {
    throw new NotFoundError('collection', item.collection);
  }
  const version = options.version ?? contentVersion(item);
  const id = itemKey(item.collection, item.id);
  for (let attempt = 0; ; attempt++) {
    const found = await readDocument<KeyDocument>(containers.state, id, id);
    const current = found?.place ? found.version : null;
    requireVersion(item, current, options.ifVersion);
    const isAgain = current === version;
    if (isAgain && (await isSettled(containers, found!))) return 'unchanged';
    const revision = isAgain ? found!.revision : (found?.revision ?? 0) + 1;
    const { document, cell, key } = itemDocument(item, { version, revision });
    requireSize(document);
    const place: Place = { id: document.id, pk: document.pk, ym: document.ym };
    const older = [...(found?.left ?? []), ...(found?.place ? [found.place] : [])];
    const left = older.filter((other) => !samePlace(other, place));
    const next: KeyDocument = { id, pk: id, version, revision, place, left };
    const etag = isAgain ? found!._etag : await writeOver(containers.state, next, id, found);
    if (etag) {
      await buckets.cover(item.collection, cell, key);
      await writeDocument(containers, document);
      await settle(containers, { ...next, _etag: etag }, left);
      return current === null ? 'created' : isAgain ? 'unchanged' : 'updated';
    }
    await backOff(attempt);
  }
}

/** @throws {PreconditionFailedError} */
export async function deleteCosmosItem(
  { containers }: WriteContext,
  collection: string,
  itemId: string,
  ifVersion: string | undefined,
): Promise<boolean> {
  const id = itemKey(collection, itemId);
  for (let attempt = 0; ; attempt++) {
    const found = await readDocument<KeyDocument>(containers.state, id, id);
    const current = found?.place ? found.version : null;
    requireVersion({ collection, id: itemId }, current, ifVersion);
    if (!found) return false;
    const left = found.place ? [...found.left, found.place] : found.left;
    if (!found.place && left.length === 0) return false;
    const { place: _place, ...rest } = found;
    const gone: KeyDocument = { ...rest, revision: found.revision + 1, left, ttl: 7 * 86_400 };
    const etag = await writeOver(containers.state, gone, id, found);
    if (etag) {
      await settle(containers, { ...gone, _etag: etag }, left);
      return current !== null;
    }
    await backOff(attempt);
  }
}

/** Bytes of JSON, a little less than the 2 MB beyond which the service answers 413. */
const documentLimit = 2 * 1024 * 1024 - 4096;

/** Known before the first write: a key whose document can't follow would hide the item that was there.
 * @throws {PayloadTooLargeError} */
function requireSize(document: ItemDocument): void {
  if (Buffer.byteLength(JSON.stringify(document)) > documentLimit) throw new PayloadTooLargeError(documentLimit);
}

/** Deletes the older documents, and this write's own when a newer write has come in between. */
async function settle(
  containers: CosmosContainers,
  key: KeyDocument & { readonly _etag: string },
  left: readonly Place[],
): Promise<void> {
  for (const place of left) await deleteDocument(containers.items, place.id, [place.pk, place.ym]);
  if (left.length > 0) {
    const { _etag, ...cleared } = { ...key, left: [] };
    if (await writeOver(containers.state, cleared, key.pk, { _etag })) return;
  }
  const now = await readDocument<KeyDocument>(containers.state, key.id, key.pk);
  if (!key.place || (now?.place && samePlace(now.place, key.place))) return;
  const own = await readItemDocument(containers, key.place);
  if (own?.revision === key.revision) await deleteDocument(containers.items, own.id, [own.pk, own.ym], own._etag);
}

/** Writes the document unless a newer one is there. */
async function writeDocument({ items }: CosmosContainers, document: ItemDocument): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const found = await readDocument<ItemDocument>(items, document.id, [document.pk, document.ym]);
    if (found && found.revision >= document.revision) return;
    if (await writeOver(items, document, [document.pk, document.ym], found)) return;
    await backOff(attempt);
  }
}

async function isSettled(containers: CosmosContainers, key: KeyDocument): Promise<boolean> {
  if (!key.place || key.left.length > 0) return false;
  return (await readItemDocument(containers, key.place))?.version === key.version;
}

export async function readItemDocument(
  { items }: CosmosContainers,
  { id, pk, ym }: Place,
): Promise<Stamped<ItemDocument> | undefined> {
  return readDocument<ItemDocument>(items, id, [pk, ym]);
}

function samePlace(a: Place, b: Place): boolean {
  return a.id === b.id && a.pk === b.pk && a.ym === b.ym;
}

function requireVersion(
  { collection, id }: Pick<Item, 'collection' | 'id'>,
  found: string | null,
  wanted: string | null | undefined,
): void {
  if (wanted !== undefined && wanted !== found) {
    throw new PreconditionFailedError(`Item ${collection}/${id}`, wanted, found);
  }
}
