import { baseUrl } from '../../lib/http/base-url.ts';
import type { Handler } from '../../lib/http/handler.ts';
import { json } from '../../lib/http/handler.ts';
import { readProgress } from '../../lib/jobs/job-progress.ts';
import { instanceId, requireJob } from '../../lib/jobs/job-record.ts';
import { showJob } from '../../lib/jobs/show-job.ts';
import type { Deps } from '../deps.ts';

/** `GET /api/jobs/v1/{id}`: state, tasks done of total, results. */
export const getJob =
  (deps: Pick<Deps, 'records' | 'config'>): Handler =>
  async (request) => {
    const job = await requireJob(deps.records, request.params['id'] ?? '');
    const progress = await readProgress(deps.records, instanceId(job), job.tiles + 1);
    return json(showJob(job, progress, baseUrl(request, deps.config)), { headers: { 'cache-control': 'no-cache' } });
  };
