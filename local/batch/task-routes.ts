import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BatchError, invalidProperty, taskNotFound } from './batch-error.ts';
import { hasDependencies } from './dependencies.ts';
import { requireState, type JobStates } from './job-state.ts';
import { created, moved, type JobRecord, type TaskRecord } from './model.ts';
import { parseFilter } from './odata-filter.ts';
import { utc } from './pool-routes.ts';
import { maxResults, type Routes } from './route.ts';
import { parseBody, taskAddSchema, taskCollectionSchema, type TaskAdd } from './schemas.ts';
import { completed, type Scheduler } from './scheduler.ts';
import type { BatchStore } from './store.ts';
import { etag, select, taskJson, taskUrl } from './wire.ts';

export interface TaskRoutesOptions {
  readonly store: BatchStore;
  readonly states: JobStates;
  readonly scheduler: Scheduler;
  readonly home: string;
  readonly base: string;
}

export function taskRoutes({ store, states, scheduler, home, base }: TaskRoutesOptions): Routes {
  const find = (params: Readonly<Record<string, string>>): { job: JobRecord; task: TaskRecord } => {
    const job = states.find(params['job']);
    const found = store.task(job.spec.id, params['task'] ?? '');
    if (!found) throw taskNotFound();
    return { job, task: found.task };
  };
  const headers = (task: TaskRecord) => ({ etag: etag(task.lastModified), 'last-modified': utc(task.lastModified) });

  /** All or none on disk when this returns. @returns for each whether it is new */
  const add = (job: JobRecord, specs: readonly TaskAdd[]): { task: TaskRecord; isNew: boolean }[] => {
    requireState(job, ['active', 'disabled']);
    for (const [index, spec] of specs.entries())
      if (hasDependencies(spec) && !job.spec.usesTaskDependencies)
        throw invalidProperty(`value[${index}].dependsOn`, 'the job was made without usesTaskDependencies');
    const added = store.transaction(() =>
      specs.map((spec) => {
        const task: TaskRecord = { ...created('active'), spec, executionInfo: { retryCount: 0, requeueCount: 0 } };
        const isNew = store.addTask(job.spec.id, task, hasDependencies(spec));
        if (isNew && hasDependencies(spec)) scheduler.added(job.spec.id, spec);
        return { task, isNew };
      }),
    );
    scheduler.poke();
    return added;
  };

  return {
    'POST /jobs/:job/tasks': ({ params, body }) => {
      const job = states.find(params['job']);
      const [added] = add(job, [parseBody(taskAddSchema, body)]);
      if (!added?.isNew) throw taskExists();
      const location = taskUrl(base, job.spec.id, added.task.spec.id);
      return { status: 201, headers: { ...headers(added.task), location } };
    },
    'POST /jobs/:job/addtaskcollection': ({ params, body }) => {
      const job = states.find(params['job']);
      const value = add(job, parseBody(taskCollectionSchema, body).value).map(({ task, isNew }) => {
        const location = taskUrl(base, job.spec.id, task.spec.id);
        const { lastModified } = task;
        return isNew
          ? { status: 'success', taskId: task.spec.id, eTag: etag(lastModified), lastModified, location }
          : { status: 'clienterror', taskId: task.spec.id, error: errorOf(taskExists()) };
      });
      return { status: 200, json: { value } };
    },
    'GET /jobs/:job/tasks': ({ params, query }) => listTasks(states.find(params['job']), query),
    'GET /jobs/:job/tasks/:task': ({ params, query }) => {
      const { job, task } = find(params);
      return { status: 200, headers: headers(task), json: select(taskJson(task, job, base), query.get('$select')) };
    },
    'DELETE /jobs/:job/tasks/:task': async ({ params }) => {
      const { job, task } = find(params);
      await scheduler.interruptTask(job.spec.id, task.spec.id, 'forget');
      store.deleteTask(job.spec.id, task.spec.id);
      await rm(join(home, 'workitems', job.spec.id, task.spec.id), { recursive: true, force: true });
      scheduler.poke();
      return { status: 200 };
    },
    'POST /jobs/:job/tasks/:task/terminate': async ({ params }) => {
      const { job, task } = find(params);
      if (task.state === 'completed')
        throw new BatchError(409, 'TaskCompleted', 'The specified task is already in a completed state.');
      await scheduler.interruptTask(job.spec.id, task.spec.id, 'end');
      const after = find(params).task;
      if (after.state !== 'completed') {
        const message = 'Task Was Ended by User Request';
        const failureInfo = { category: 'UserError', code: 'TaskEnded', message } as const;
        store.putTask(job.spec.id, completed(after, { by: 'interruption', failureInfo }));
        scheduler.changed(job.spec.id, task.spec.id);
      }
      states.checkComplete(job.spec.id);
      return { status: 204 };
    },
    'POST /jobs/:job/tasks/:task/reactivate': ({ params }) => {
      const { job, task } = find(params);
      requireState(job, ['active', 'disabled']);
      if (task.executionInfo.result !== 'failure')
        throw new BatchError(409, 'TaskNotCompletedOrSucceeded', 'Only a failed task can be reactivated.');
      const { requeueCount } = task.executionInfo;
      store.putTask(job.spec.id, { ...moved(task, 'active'), executionInfo: { retryCount: 0, requeueCount } });
      scheduler.poke();
      return { status: 204 };
    },
  };

  function listTasks(job: JobRecord, query: URLSearchParams) {
    const limit = maxResults(query);
    const matches = parseFilter(query.get('$filter'));
    const value: Record<string, unknown>[] = [];
    let after = Number(query.get('$skiptoken') ?? 0);
    let more = true;
    while (more && value.length < limit) {
      const batch = store.tasksAfter(job.spec.id, after, 1_000);
      more = batch.length === 1_000;
      for (const { seq, task } of batch) {
        after = seq;
        const entry = taskJson(task, job, base);
        if (matches(entry)) value.push(select(entry, query.get('$select')));
        if (value.length < limit) continue;
        more = true;
        break;
      }
    }
    const next = new URLSearchParams(query);
    next.set('$skiptoken', String(after));
    const link = more ? { 'odata.nextLink': `${base}/jobs/${job.spec.id}/tasks?${next.toString()}` } : {};
    return { status: 200, json: { 'odata.metadata': `${base}/$metadata#tasks`, value, ...link } };
  }
}

function taskExists(): BatchError {
  return new BatchError(409, 'TaskExists', 'The specified task already exists.');
}

function errorOf(error: BatchError): Record<string, unknown> {
  return { code: error.code, message: { lang: 'en-US', value: error.message } };
}
