import type { Collection } from '../../lib/stac/collection.ts';
import type { Batch, Refused } from './batches.ts';
import { extentOf, minimalCollection, widen, type Reach } from './reach.ts';
import type { Progress, ProgressFile } from './progress-file.ts';
import { rejectedFile } from './rejected-file.ts';
import { start, type Position } from './source.ts';
import type { Target } from './target.ts';

/** What to load, and where to. */
export interface Load {
  /** Name of the archive, for messages. */
  readonly source: string;
  readonly target: Target;
  readonly progress: ProgressFile;
  /** Where the load that was broken off had come to; absent to begin anew. */
  readonly resume: Progress | undefined;
  readonly rejected: string;
  /** For its own id, where the target has none. */
  readonly collection: Collection | undefined;
  batches(from: Position): AsyncIterable<Batch>;
  /** One line for the user. */
  readonly say: (line: string) => void;
  readonly show: (progress: Progress) => void;
}

const none: Progress = {
  position: start,
  created: 0,
  updated: 0,
  unchanged: 0,
  rejected: 0,
  rejectedBytes: 0,
  made: {},
};

/** Reads, checks and writes an archive batch by batch. It may be killed anywhere: a batch is written first and counted
 * after, so that what was written without being counted is written once more.
 * @returns what it came to, of all parts of a load that was broken off */
export async function load(work: Load): Promise<Progress> {
  const { target, say } = work;
  let progress = work.resume ?? none;
  const made: Record<string, Reach> = { ...progress.made };
  const rejected = rejectedFile(work.rejected, progress.rejectedBytes);
  const known = new Set<string>();

  const ensure = async (id: string) => {
    if (known.has(id)) return;
    known.add(id);
    if (await target.hasCollection(id)) return;
    if (work.collection?.id === id) {
      await target.makeCollection(work.collection);
      return say(`Made collection ${id} from its file.`);
    }
    // Noted first: a collection that was made without the load knowing of it would never get its extent.
    made[id] ??= {};
    work.progress.save({ ...progress, made });
    await target.makeCollection(minimalCollection(id, work.source));
    say(`There was no collection ${id}: made a minimal one. Give it its description and licence by PATCH.`);
  };

  for await (const batch of work.batches(progress.position)) {
    for (const { collection } of batch.items) await ensure(collection);
    const written = await target.put(batch.items);
    const refused = [...batch.refused, ...written.refused.map((entry) => refusedItem(batch, entry))];
    for (const { place, reason, raw } of refused)
      say(`${work.source}, ${place}: ${reason}${raw ? '' : ' (too long to be kept in the rejected file)'}`);
    rejected.add(refused);
    for (const item of batch.items)
      if (made[item.collection]) made[item.collection] = widen(made[item.collection]!, item);
    progress = {
      position: batch.next,
      created: progress.created + written.created,
      updated: progress.updated + written.updated,
      unchanged: progress.unchanged + written.unchanged,
      rejected: progress.rejected + refused.length,
      rejectedBytes: rejected.bytes,
      made,
    };
    work.progress.save(progress);
    work.show(progress);
  }
  for (const [id, reach] of Object.entries(made)) await target.setExtent(id, extentOf(reach));
  work.progress.remove();
  return progress;
}

function refusedItem(batch: Batch, { index, reason }: { readonly index: number; readonly reason: string }): Refused {
  return { place: batch.places[index]!, reason, raw: Buffer.from(JSON.stringify(batch.items[index])) };
}
