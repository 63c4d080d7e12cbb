import { InvalidInputError, invalid, PayloadTooLargeError } from '../../lib/errors.ts';
import type { Item } from '../../lib/stac/item.ts';
import { parseItem } from '../../lib/stac/parse-item.ts';
import { idSchema } from '../../lib/stac/stac-schema.ts';
import type { Entry } from './source.ts';

/** An item that may be written, or why it may not. */
export type Checked = Item | InvalidInputError | PayloadTooLargeError;

/** The checks of a single write.
 * @param collection of items that name none; those that name another are refused */
export function checkEntry(entry: Entry, collection: string | undefined): Checked {
  try {
    const value = entry.parse();
    return parseItem(value, collectionOf(value, collection));
  } catch (error) {
    if (error instanceof InvalidInputError || error instanceof PayloadTooLargeError) return error;
    throw error;
  }
}

function collectionOf(value: unknown, wanted: string | undefined): string {
  const named = typeof value === 'object' && value !== null && 'collection' in value ? value.collection : undefined;
  if (named === undefined && wanted === undefined) throw invalid('collection', 'missing, and there is no --collection');
  if (named !== undefined && wanted !== undefined && named !== wanted)
    throw invalid('collection', `--collection says ${wanted}`);
  const id = idSchema.safeParse(named ?? wanted);
  if (!id.success) throw invalid('collection', id.error.issues[0]!.message);
  return id.data;
}
