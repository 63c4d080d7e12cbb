import { ConflictError } from '../../lib/errors.ts';
import { baseUrl } from '../../lib/http/base-url.ts';
import type { Handler } from '../../lib/http/handler.ts';
import { json } from '../../lib/http/handler.ts';
import { readProgress } from '../../lib/jobs/job-progress.ts';
import { ended, instanceId, updateJob } from '../../lib/jobs/job-record.ts';
import { showJob } from '../../lib/jobs/show-job.ts';
import type { Deps } from '../deps.ts';

/** `POST /api/jobs/v1/{id}/cancel` and `DELETE /api/jobs/v1/{id}`: 202; the orchestration sees it at its next poll,
 * ends the Batch jobs and the state becomes `cancelled`. @throws {ConflictError} when it has ended */
export const cancelJob =
  (deps: Pick<Deps, 'records' | 'config'>): Handler =>
  async (request) => {
    const job = await updateJob(deps.records, request.params['id'] ?? '', new Date(), (found) => {
      if (found.state === 'cancelling' || found.state === 'cancelled') return undefined;
      if (ended.has(found.state)) throw new ConflictError(`job ${found.id} has ${found.state} already`);
      return { ...found, state: 'cancelling' };
    });
    const progress = await readProgress(deps.records, instanceId(job), job.tiles + 1);
    return json(showJob(job, progress, baseUrl(request, deps.config)), { status: 202 });
  };
