import { BatchError, poolNotFound } from './batch-error.ts';
import { requireState, type JobStates } from './job-state.ts';
import { created, type JobRecord } from './model.ts';
import { utc } from './pool-routes.ts';
import type { Routes } from './route.ts';
import { jobAddSchema, jobDisableSchema, jobPatchSchema, jobTerminateSchema, parseBody } from './schemas.ts';
import type { Scheduler } from './scheduler.ts';
import type { BatchStore } from './store.ts';
import { parseFilter } from './odata-filter.ts';
import { countsJson, etag, jobJson, select } from './wire.ts';

export interface JobRoutesOptions {
  readonly store: BatchStore;
  readonly states: JobStates;
  readonly scheduler: Pick<Scheduler, 'poke'>;
  readonly base: string;
}

export function jobRoutes({ store, states, scheduler, base }: JobRoutesOptions): Routes {
  const headers = (job: JobRecord) => ({ etag: etag(job.lastModified), 'last-modified': utc(job.lastModified) });
  return {
    'POST /jobs': ({ body }) => {
      const spec = parseBody(jobAddSchema, body);
      const known = store.job(spec.id);
      if (known?.state === 'deleting') requireState(known, []);
      if (known) throw new BatchError(409, 'JobExists', 'The specified job already exists.');
      const pool = store.pool(spec.poolInfo.poolId);
      if (!pool) throw poolNotFound();
      const stamp = created('active');
      const executionInfo = { startTime: stamp.creationTime, poolId: pool.spec.id };
      const job: JobRecord = { ...stamp, state: 'active', spec, executionInfo };
      store.putJob(job);
      states.checkComplete(spec.id); // as in Azure: a job without tasks has all its tasks complete
      return { status: 201, headers: { ...headers(job), location: `${base}/jobs/${spec.id}` } };
    },
    'GET /jobs': ({ query }) => {
      const matches = parseFilter(query.get('$filter'));
      const jobs = store.jobs().map((job) => jobJson(job, base));
      return { status: 200, json: { value: jobs.filter(matches).map((job) => select(job, query.get('$select'))) } };
    },
    'GET /jobs/:job': ({ params, query }) => {
      const job = states.find(params['job']);
      return { status: 200, headers: headers(job), json: select(jobJson(job, base), query.get('$select')) };
    },
    'PATCH /jobs/:job': ({ params, body }) => {
      const job = states.find(params['job']);
      requireState(job, ['active', 'disabled']);
      const patch = parseBody(jobPatchSchema, body);
      if (patch.poolInfo && !store.pool(patch.poolInfo.poolId)) throw poolNotFound();
      const { poolInfo, ...choices } = patch;
      const spec = { ...job.spec, ...choices, ...(poolInfo ? { poolInfo } : {}) };
      const next = states.touched({ ...job, spec });
      store.putJob(next);
      states.checkComplete(spec.id);
      scheduler.poke();
      return { status: 200, headers: headers(next) };
    },
    'DELETE /jobs/:job': ({ params }) => {
      states.delete(states.find(params['job']));
      return { status: 202 };
    },
    'POST /jobs/:job/terminate': ({ params, body }) => {
      const job = states.find(params['job']);
      requireState(job, ['active', 'disabled', 'terminating']);
      const { terminateReason } = body === undefined ? {} : parseBody(jobTerminateSchema, body);
      states.terminate(job, terminateReason ?? 'UserTerminate');
      return { status: 202 };
    },
    'POST /jobs/:job/disable': ({ params, body }) => {
      states.disable(states.find(params['job']), parseBody(jobDisableSchema, body).disableTasks);
      return { status: 202 };
    },
    'POST /jobs/:job/enable': ({ params }) => {
      states.enable(states.find(params['job']));
      return { status: 202 };
    },
    'GET /jobs/:job/taskcounts': ({ params }) => ({
      status: 200,
      json: countsJson(store.tally(states.find(params['job']).spec.id)),
    }),
  };
}
