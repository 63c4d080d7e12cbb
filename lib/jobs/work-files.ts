import type { JobRecord } from './job-record.ts';
import { instanceId } from './job-record.ts';

/** Names that the activities of one attempt share: blobs in the work container, Batch jobs and tasks. All follow from the job,
 * so an activity that runs twice means the same things. */
export function workFiles(job: Pick<JobRecord, 'id' | 'attempt'>) {
  const folder = instanceId(job);
  return {
    folder: `${folder}/`,
    plan: `${folder}/plan.json`,
    tilesPrefix: `${folder}/tiles/`,
    tileFile: (tile: number) => `tile-${tile}.tif`,
    /** @param part `tiles-0`, `tiles-300` …, `assembly` */
    batchJob: (part: string) => `${folder}-${part}`,
  };
}
