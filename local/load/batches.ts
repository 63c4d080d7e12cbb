import type { Item } from '../../lib/stac/item.ts';
import { checkEntry } from './check.ts';
import type { Entry, Position, Source } from './source.ts';

/** What was read together, checked. */
export interface Batch {
  readonly items: readonly Item[];
  /** Of each item, for messages. */
  readonly places: readonly string[];
  readonly refused: readonly Refused[];
  /** Position after all of them. */
  readonly next: Position;
}

/** What can't be written, and why. */
export interface Refused {
  readonly place: string;
  readonly reason: string;
  readonly raw: Uint8Array | undefined;
}

/** The next batch is read while the one before is on its way. */
export async function* readAhead(batches: AsyncIterable<Batch>): AsyncGenerator<Batch> {
  const reader = batches[Symbol.asyncIterator]();
  let next = reader.next();
  for (;;) {
    const { value, done } = await next;
    if (done === true) return;
    next = reader.next();
    // Whoever asks for it hears of a failure.
    next.catch(() => undefined);
    yield value;
  }
}

const itemsAtOnce = 500;
const bytesAtOnce = 16 * 1024 * 1024;

/** Reads and checks a source batch by batch; no more than one is held. */
export async function* readBatches(
  source: Source,
  from: Position,
  collection: string | undefined,
): AsyncGenerator<Batch> {
  let batch = emptyBatch();
  for await (const entry of source.entries(from)) {
    batch.add(entry, collection);
    if (!batch.isFull()) continue;
    yield batch.done();
    batch = emptyBatch();
  }
  const last = batch.done();
  if (last.items.length + last.refused.length > 0) yield last;
}

function emptyBatch() {
  const items: Item[] = [];
  const places: string[] = [];
  const refused: Refused[] = [];
  let next: Position = { at: 0 };
  let bytes = 0;
  return {
    add: (entry: Entry, collection: string | undefined) => {
      const { place } = entry;
      next = entry.next;
      bytes += entry.size;
      const checked = checkEntry(entry, collection);
      if (checked instanceof Error) {
        refused.push({ place, reason: checked.message, raw: entry.raw() });
      } else {
        items.push(checked);
        places.push(place);
      }
    },
    isFull: () => items.length + refused.length >= itemsAtOnce || bytes >= bytesAtOnce,
    done: (): Batch => ({ items, places, refused, next }),
  };
}
