import * as df from 'durable-functions';
import { baseUrl } from '../../lib/http/base-url.ts';
import type { Handler } from '../../lib/http/handler.ts';
import { json } from '../../lib/http/handler.ts';
import { cancelJob as cancel } from '../../lib/jobs/cancel-job.ts';
import { readProgress } from '../../lib/jobs/job-progress.ts';
import { instanceId } from '../../lib/jobs/job-record.ts';
import { showJob } from '../../lib/jobs/show-job.ts';
import type { Deps } from '../deps.ts';
import { startComposite } from './start-composite.ts';

/** `POST /api/jobs/v1/{id}/cancel` and `DELETE /api/jobs/v1/{id}`: 202; the orchestration sees it at its next poll,
 * ends the Batch jobs and the state becomes `cancelled`. @throws {ConflictError} when it has ended */
export const cancelJob =
  (deps: Pick<Deps, 'records' | 'config'>): Handler =>
  async (request, context) => {
    const start = startComposite(df.getClient(context));
    const job = await cancel({ ...deps, start }, request.params['id'] ?? '', new Date());
    const progress = await readProgress(deps.records, instanceId(job), job.tiles + 1);
    return json(showJob(job, progress, baseUrl(request, deps.config)), { status: 202 });
  };
