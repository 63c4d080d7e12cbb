import type { RecordStore } from '../catalog/records.ts';

/** Tasks of a job; the tiles and the one assembling task. */
export interface Progress {
  readonly total: number;
  readonly done: number;
  readonly running: number;
  readonly failed: number;
}

const table = 'job-progress';

/** Each part (a chunk of tiles, the assembly) writes its own record, so that no two writers meet. */
export async function saveProgress(
  records: RecordStore,
  instance: string,
  part: string,
  progress: Progress,
): Promise<void> {
  await records.put(table, instance, part, progress);
}

/** Names of the parts that were submitted. */
export async function listParts(records: RecordStore, instance: string): Promise<readonly string[]> {
  return (await records.list(table, instance)).map((part) => part.id);
}

/** @param total tasks expected; parts that have not started count as nothing done */
export async function readProgress(records: RecordStore, instance: string, total: number): Promise<Progress> {
  const parts = await records.list<Progress>(table, instance);
  const sum = (pick: (part: Progress) => number) => parts.reduce((all, part) => all + pick(part.value), 0);
  return {
    total,
    done: sum((part) => part.done),
    running: sum((part) => part.running),
    failed: sum((part) => part.failed),
  };
}
