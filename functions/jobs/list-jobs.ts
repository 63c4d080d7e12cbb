import { z } from 'zod';
import { baseUrl } from '../../lib/http/base-url.ts';
import type { Handler } from '../../lib/http/handler.ts';
import { json } from '../../lib/http/handler.ts';
import { parseWith } from '../../lib/http/read-body.ts';
import { withQuery } from '../../lib/http/with-query.ts';
import { readProgress } from '../../lib/jobs/job-progress.ts';
import { instanceId, listJobs } from '../../lib/jobs/job-record.ts';
import { showJob } from '../../lib/jobs/show-job.ts';
import type { Deps } from '../deps.ts';

const querySchema = z.object({
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, 'a whole number from 1 to 999')
    .transform(Number)
    .default(20),
  before: z.string().max(128).optional(),
});

/** `GET /api/jobs/v1`: newest first, with a next link. */
export const getJobs =
  (deps: Pick<Deps, 'records' | 'config'>): Handler =>
  async (request) => {
    const { limit, before } = parseWith(querySchema, Object.fromEntries(request.query));
    const base = baseUrl(request, deps.config);
    const page = await listJobs(deps.records, { limit, ...(before === undefined ? {} : { before }) });
    const jobs = await Promise.all(
      page.jobs.map(async (job) =>
        showJob(job, await readProgress(deps.records, instanceId(job), job.tiles + 1), base),
      ),
    );
    const next = page.next && {
      rel: 'next',
      href: withQuery(`${base}/api/jobs/v1`, { limit, before: page.next }),
    };
    return json({ jobs, links: next ? [next] : [] }, { headers: { 'cache-control': 'no-cache' } });
  };
