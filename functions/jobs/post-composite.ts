import * as df from 'durable-functions';
import { boundsIn } from '../../lib/geo/bounds-in.ts';
import { baseUrl } from '../../lib/http/base-url.ts';
import type { Handler } from '../../lib/http/handler.ts';
import { json } from '../../lib/http/handler.ts';
import { parseWith, readJson } from '../../lib/http/read-body.ts';
import { compositeRequestSchema } from '../../lib/jobs/composite-request.ts';
import { readProgress } from '../../lib/jobs/job-progress.ts';
import { instanceId, jobBodyLimit } from '../../lib/jobs/job-record.ts';
import { showJob } from '../../lib/jobs/show-job.ts';
import { submitComposite } from '../../lib/jobs/submit-composite.ts';
import type { Deps } from '../deps.ts';
import { startComposite } from './start-composite.ts';

/** `POST /api/jobs/v1/composites`: 202 with the job's URL in Location; 200 when the same job is there already. */
export const postComposite =
  (deps: Pick<Deps, 'catalog' | 'records' | 'config'>): Handler =>
  async (request, context) => {
    const body = parseWith(compositeRequestSchema, await readJson(request, jobBodyLimit));
    const start = startComposite(df.getClient(context));
    const base = baseUrl(request, deps.config);
    const { job, created } = await submitComposite({ ...deps, boundsIn, start }, body, {
      origin: base,
      now: new Date(),
    });
    const progress = await readProgress(deps.records, instanceId(job), job.tiles + 1);
    return json(showJob(job, progress, base), {
      status: created ? 202 : 200,
      headers: { location: `${base}/api/jobs/v1/${job.id}` },
    });
  };
