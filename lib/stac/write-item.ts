import type { Catalog } from '../catalog/catalog.ts';
import type { QueueSender } from '../azure/queue-sender.ts';
import { ConflictError, NotFoundError, PreconditionFailedError } from '../errors.ts';
import { queues, type ItemChanged } from '../events/queues.ts';
import type { Item } from './item.ts';

interface WriteDeps {
  readonly catalog: Catalog;
  readonly queues: QueueSender;
}

/** What a version must be for a write to go ahead. */
export type MayWrite = (version: string | undefined) => boolean;

/** Writes a new item and announces it. Announced again when the same content is there already: whoever wrote it may
 * have died before announcing it. @returns its version
 * @throws {ConflictError} there is an item of this id */
export async function createItem(deps: WriteDeps, item: Item, now: Date): Promise<string> {
  try {
    await deps.catalog.putItem(item, { ifVersion: null });
  } catch (error) {
    if (!(error instanceof PreconditionFailedError)) throw error;
    const found = await deps.catalog.getItem(item.collection, item.id);
    if (found) await announce(deps, item, found.version, 'created', now);
    throw new ConflictError(`${item.collection} has an item ${item.id} already`, { cause: error });
  }
  return announceStored(deps, item, 'created', now);
}

/** Replaces an item by what `change` makes of it, and announces it. Tries again when someone else wrote in between
 * and the caller's condition still holds.
 * @returns its version
 * @throws {NotFoundError} @throws {PreconditionFailedError} */
export async function replaceItem(
  deps: WriteDeps,
  at: { readonly collection: string; readonly id: string },
  change: (found: Item) => Item,
  mayWrite: MayWrite,
  now: Date,
): Promise<string> {
  for (let attempt = 0; ; attempt++) {
    const found = await deps.catalog.getItem(at.collection, at.id);
    if (!found) throw new NotFoundError(`item of ${at.collection}`, at.id);
    if (!mayWrite(found.version))
      throw new PreconditionFailedError(`Item ${at.id}`, 'what If-Match or If-None-Match asks for', found.version);
    try {
      await deps.catalog.putItem(change(found.item()), { ifVersion: found.version });
      return await announceStored(deps, at, 'updated', now);
    } catch (error) {
      if (!(error instanceof PreconditionFailedError) || attempt === 4) throw error;
    }
  }
}

/** Removes an item and announces it.
 * @throws {NotFoundError} @throws {PreconditionFailedError} */
export async function removeItem(
  deps: WriteDeps,
  at: { readonly collection: string; readonly id: string },
  mayWrite: MayWrite,
  now: Date,
): Promise<void> {
  const found = await deps.catalog.getItem(at.collection, at.id);
  if (!found) throw new NotFoundError(`item of ${at.collection}`, at.id);
  if (!mayWrite(found.version))
    throw new PreconditionFailedError(`Item ${at.id}`, 'what If-Match or If-None-Match asks for', found.version);
  const removed = await deps.catalog.deleteItem(at.collection, at.id, { ifVersion: found.version });
  if (!removed) throw new NotFoundError(`item of ${at.collection}`, at.id);
  await announce(deps, at, found.version, 'deleted', now);
}

async function announceStored(
  deps: WriteDeps,
  at: { readonly collection: string; readonly id: string },
  change: ItemChanged['change'],
  now: Date,
): Promise<string> {
  const { collection, id } = at;
  const stored = await deps.catalog.getItem(collection, id);
  // Gone again already: whoever removed it announces that.
  if (!stored) throw new NotFoundError(`item of ${collection}`, id);
  await announce(deps, at, stored.version, change, now);
  return stored.version;
}

/** Tells the app's own listeners of a write: at least once for each. */
export async function announce(
  deps: Pick<WriteDeps, 'queues'>,
  { collection, id }: { readonly collection: string; readonly id: string },
  version: string,
  change: ItemChanged['change'],
  now: Date,
): Promise<void> {
  const message: ItemChanged = { collection, id, version, change, eventTime: now.toISOString() };
  await deps.queues.send(queues.itemChanged, message);
}
