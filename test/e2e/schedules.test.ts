import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ContainerClient } from '@azure/storage-blob';
import { aCog } from '../helpers/a-cog.ts';
import { aCollection, allItems, ask, call, type Job } from '../helpers/stack-api.ts';
import { eventually, startTestStack, storageOf, testHome } from '../helpers/stack.ts';
import type { TestHome, TestStack } from '../helpers/stack.ts';

interface Schedule {
  readonly id: string;
  readonly nextRun?: string;
  readonly lastRun?: { readonly at: string; readonly job?: string; readonly error?: string };
}

describe('A schedule of every two seconds', () => {
  let home: TestHome;
  let stack: TestStack;
  let container: ContainerClient;
  let url = '';
  /** Distinct jobs that it led to, in order. */
  const jobs: string[] = [];

  before(async () => {
    home = await testHome({ played: true });
    stack = await startTestStack(home);
    await ask(
      `${stack.url}/api/stac/v1/collections`,
      'POST',
      aCollection('watched', { pattern: '{scene}_{datetime}/{asset}.tif' }),
    );
    container = storageOf(home).getContainerClient('watched');
    await container.createIfNotExists();
  });
  after(() => stack.stop());

  it('says so when its time finds no scenes, and stays', async () => {
    const schedule = await ask<Schedule>(`${stack.url}/api/jobs/v1/schedules`, 'POST', {
      cron: '*/2 * * * * *',
      collection: 'watched',
      datetime: 'P2D',
      area: [14.9, 45, 15.1, 45.3],
      assets: ['red'],
      grid: { crs: 'EPSG:32633', resolution: 10 },
    });
    url = `/api/jobs/v1/schedules/${schedule.id}`;
    const { lastRun, nextRun } = await ran((found) => found.lastRun !== undefined);
    assert.match(lastRun?.error ?? '', /no item of watched/);
    assert.ok(nextRun !== undefined && lastRun !== undefined && nextRun > lastRun.at);
  });

  it('composites a scene that has come in, once, however often it runs', async () => {
    await write('one', 1);
    const { lastRun } = await ran((found) => found.lastRun?.job !== undefined);
    jobs.push(lastRun?.job ?? '');
    await succeeded(jobs[0]);
    const later = await ran((found) => (found.lastRun?.at ?? '') > (lastRun?.at ?? ''));
    assert.equal(later.lastRun?.job, jobs[0]);
    const all = await ask<{ jobs: (Job & { schedule?: string })[] }>(`${stack.url}/api/jobs/v1`);
    assert.deepEqual(
      all.jobs.map(({ id, schedule }) => ({ id, schedule })),
      [{ id: jobs[0], schedule: url.slice(url.lastIndexOf('/') + 1) }],
    );
  });

  it('goes on after SIGKILL and a restart: another scene, another composite', async () => {
    await stack.kill('process');
    stack = await startTestStack(home);
    assert.equal((await call(`${stack.url}${url}`)).status, 200);
    await write('two', 3);
    const { lastRun } = await ran((found) => found.lastRun?.job !== undefined && found.lastRun.job !== jobs[0]);
    jobs.push(lastRun?.job ?? '');
    const second = await succeeded(jobs[1]);
    const composites = await allItems(stack.url, 'composites');
    assert.deepEqual(new Set(composites.map((item) => item.id)), new Set(jobs));
    const item = composites.find(({ id }) => id === second.results?.item);
    assert.equal(item?.links.filter((link) => link.rel === 'derived_from').length, 2);
  });

  it('starts nothing once it is deleted', async () => {
    assert.equal((await call(`${stack.url}${url}`, 'DELETE')).status, 204);
    assert.equal((await call(`${stack.url}${url}`)).status, 404);
    assert.equal((await call(`${stack.url}${url}`, 'DELETE')).status, 404);
    assert.deepEqual(await ask(`${stack.url}/api/jobs/v1/schedules`), { schedules: [] });
  });

  /** A scene of today. */
  async function write(scene: string, value: number): Promise<void> {
    const day = new Date().toISOString().slice(0, 10).replaceAll('-', '');
    const bytes = await aCog(value);
    await container.getBlockBlobClient(`${scene}_${day}/red.tif`).upload(bytes, bytes.length);
  }

  function ran(isIt: (schedule: Schedule) => boolean): Promise<Schedule> {
    return eventually('the schedule’s run', async () => {
      const schedule = await ask<Schedule>(`${stack.url}${url}`);
      return isIt(schedule) ? schedule : undefined;
    });
  }

  function succeeded(id: string | undefined): Promise<Job> {
    return eventually(`job ${id}`, async () => {
      const job = await ask<Job>(`${stack.url}/api/jobs/v1/${id}`);
      assert.ok(!['failed', 'cancelled'].includes(job.state), job.error);
      return job.state === 'succeeded' ? job : undefined;
    });
  }
});
