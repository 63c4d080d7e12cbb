import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { BatchJobs, TaskCounts } from '../../lib/azure/batch-jobs.ts';
import { BatchCallError } from '../../lib/azure/batch-client.ts';
import { RestError } from '@azure/ms-rest-js';
import { ensureOutputCollection } from '../../lib/jobs/output-collection.ts';
import { aScene, putResult, scenesCollection, startJobsStack, type JobsStack } from './jobs-stack.ts';

/** A Batch account with room for two active jobs, in which some calls fail for a moment; tasks take no time. */
function smallAccount(): BatchJobs & { readonly most: () => number; readonly tasks: Set<string> } {
  const active = new Map<string, number>();
  const done = new Map<string, number>();
  const tasks = new Set<string>();
  let most = 0;
  let calls = 0;
  const counts = (job: string): TaskCounts => {
    const completed = done.get(job) ?? 0;
    return { active: 0, running: 0, completed, succeeded: completed, failed: 0 };
  };
  return {
    most: () => most,
    tasks,
    createJob: async (id) => {
      if (active.has(id)) return;
      if (active.size >= 2) {
        const refused = new RestError('quota', undefined, 409);
        refused.body = { code: 'ActiveJobAndScheduleQuotaReached' };
        throw new BatchCallError(refused);
      }
      active.set(id, 0);
      most = Math.max(most, active.size);
    },
    addTasks: async (job, added) => {
      for (const { id } of added) tasks.add(`${job} ${id}`);
      active.set(job, added.length);
    },
    counts: async (job) => {
      calls += 1;
      if (calls === 3) throw new BatchCallError(new RestError('the server is busy', undefined, 503));
      const total = active.get(job) ?? 0;
      done.set(job, Math.min(total, (done.get(job) ?? 0) + 150));
      return counts(job);
    },
    failures: async () => [],
    terminateJob: async (id) => void active.delete(id),
    deleteJob: async (id) => void active.delete(id),
    ensurePool: async () => undefined,
  };
}

describe('A composite of 1,225 tiles in an account with room for two Batch jobs', () => {
  const batch = smallAccount();
  let stack: JobsStack;
  before(async () => {
    stack = await startJobsStack('', { change: (deps) => ({ ...deps, batch }) });
    await stack.deps.catalog.putCollection(scenesCollection);
    await ensureOutputCollection(stack.deps.catalog);
    const scene = aScene('large');
    const asset = { ...scene.assets['B04'], href: 'https://example.com/B04.tif', 'proj:shape': [8960, 8960] };
    await stack.deps.catalog.putItem({ ...scene, assets: { B04: asset } });
  });
  after(() => stack.stop());

  it('waits its turn, outlasts a moment of weakness, and submits each tile once', async () => {
    const { body: job } = await stack.post('composites', {
      collection: 'scenes',
      assets: ['B04'],
      grid: { like: 'large' },
      tileSize: 256,
    });
    assert.equal(job.tiles, 1225, JSON.stringify(job));
    await putResult(stack.deps, job.id);
    const ended = await stack.until(job.id);
    assert.deepEqual([ended.state, ended.error], ['succeeded', undefined]);
    assert.equal(ended.tasks.done, 1226);
    assert.equal(batch.tasks.size, 1226);
    assert.ok(batch.most() <= 2);
    assert.deepEqual(stack.errors, []);
  });
});
