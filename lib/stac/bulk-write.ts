import type { QueueSender } from '../azure/queue-sender.ts';
import type { Catalog, PutOutcome } from '../catalog/catalog.ts';
import { contentVersion } from '../catalog/content-version.ts';
import { ConflictError, InvalidInputError, PayloadTooLargeError, PreconditionFailedError } from '../errors.ts';
import { inParallel } from '../jobs/in-parallel.ts';
import type { Item } from './item.ts';
import { announce } from './write-item.ts';

/** `insert` refuses an item that is there; `upsert` writes over it. */
export type BulkMethod = 'insert' | 'upsert';

/** What became of one item: how it was written, or why it wasn't. */
export type BulkOutcome = PutOutcome | Error;

/** Items of one call of the catalog: others get their turn between two. */
export const bulkBatch = 100;

const atOnce = 16;

/** Writes items of an archive. What is wrong with one item is its own outcome and keeps no other from being written.
 * Cut short, it may come again: what was written then is `unchanged`, or there already for `insert`.
 * @throws {NotFoundError} unknown collection @throws {Error} what is wrong with the catalog itself */
export async function writeBulk(
  deps: { readonly catalog: Catalog },
  items: readonly Item[],
  method: BulkMethod,
): Promise<readonly BulkOutcome[]> {
  if (method === 'upsert') {
    try {
      return await deps.catalog.putItems(items);
    } catch (error) {
      // The store tells of a batch only that it failed; one by one they tell which. Where there are no transactions,
      // what the batch wrote counts as unchanged then.
      if (!isOfItem(error)) throw error;
    }
  }
  const outcomes: BulkOutcome[] = [];
  await inParallel(items, atOnce, async (item, index) => {
    outcomes[index] = await writeOne(deps.catalog, item, method);
  });
  return outcomes;
}

async function writeOne(catalog: Catalog, item: Item, method: BulkMethod): Promise<BulkOutcome> {
  try {
    return await catalog.putItem(item, method === 'insert' ? { ifVersion: null } : {});
  } catch (error) {
    if (error instanceof PreconditionFailedError) return conflict(item, { cause: error });
    if (isOfItem(error)) return error;
    throw error;
  }
}

export function conflict({ collection, id }: Item, options?: ErrorOptions): ConflictError {
  return new ConflictError(`${collection} has an item ${id} already`, options);
}

/** Ids of those that the catalog has. */
export async function alreadyThere(catalog: Catalog, items: readonly Item[]): Promise<readonly string[]> {
  const there: string[] = [];
  await inParallel(items, atOnce, async ({ collection, id }) => {
    if (await catalog.getItem(collection, id)) there.push(id);
  });
  return there;
}

/** Announces items that were written, and those that were there as they are: whoever wrote them may have died before
 * announcing them, and who listens knows a version again. */
export async function announceBulk(
  deps: { readonly queues: QueueSender },
  items: readonly Item[],
  outcomes: readonly BulkOutcome[],
  now: Date,
): Promise<void> {
  await inParallel(items, atOnce, async (item, index) => {
    const outcome = outcomes[index];
    if (outcome === undefined || outcome instanceof Error) return;
    await announce(deps, item, contentVersion(item), outcome === 'created' ? 'created' : 'updated', now);
  });
}

function isOfItem(error: unknown): error is Error {
  return [InvalidInputError, ConflictError, PreconditionFailedError, PayloadTooLargeError].some(
    (type) => error instanceof type,
  );
}
