import { createHash } from 'node:crypto';
import type { JobRecord } from './job-record.ts';
import { instanceId } from './job-record.ts';

/** Names that the activities of one attempt share: blobs in the work container, Batch jobs and tasks. All follow from the job,
 * so an activity that runs twice means the same things. */
export function workFiles(job: Pick<JobRecord, 'id' | 'attempt'>) {
  const folder = instanceId(job);
  return {
    plan: `${folder}/plan.json`,
    tilesPrefix: `${folder}/tiles/`,
    tileFile: (tile: number) => `tile-${tile}.tif`,
    /** @param part `tiles-0`, `tiles-300` …, `assembly` */
    batchJob: (part: string) => batchId(`${folder}-${part}`),
  };
}

/** Batch ids have at most 64 characters; a cut one ends with a hash so that no two meet. */
function batchId(id: string): string {
  if (id.length <= 64) return id;
  return `${id.slice(0, 47)}-${createHash('sha256').update(id).digest('hex').slice(0, 16)}`;
}
