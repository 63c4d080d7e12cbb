import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { batchJobs, type BatchJobs } from '../../../lib/azure/batch-jobs.ts';
import { taskBatches, taskParameter, type TaskSpec } from '../../../lib/azure/batch-task.ts';
import type { Azurite } from '../../../local/azurite/start-azurite.ts';
import type { BatchService } from '../../../local/batch/start-batch-service.ts';
import { container, signedUrl, temporaryStorage, type TemporaryStorage } from '../../local/azurite/storage.ts';
import { account, eventually, key, start, temporaryHome } from '../../local/batch/service.ts';

const task = (id: string, more: Partial<TaskSpec> = {}): TaskSpec => ({
  id,
  commandLine: 'true',
  resourceFiles: [],
  outputs: [],
  ...more,
});

describe('batchJobs', () => {
  let storage: TemporaryStorage;
  let azurite: Azurite;
  let place: Awaited<ReturnType<typeof temporaryHome>>;
  let service: BatchService;
  let jobs: BatchJobs;
  before(async () => {
    [storage, place] = await Promise.all([temporaryStorage(), temporaryHome()]);
    azurite = await storage.start();
    service = await start(place.home, [{ id: 'pool', nodes: 1, taskSlotsPerNode: 4 }]);
    jobs = batchJobs({ BATCH_URL: service.url, BATCH_ACCOUNT: account, BATCH_KEY: key, BATCH_POOL: 'pool' });
  });
  after(async () => {
    await service.stop();
    await azurite.stop();
    await Promise.all([storage.remove(), place.remove()]);
  });
  const finished = (job: string, count: number) =>
    eventually(async () => {
      const counts = await jobs.counts(job);
      return counts.completed === count ? counts : undefined;
    });

  it('brings files in, runs, and uploads what came out', async () => {
    const data = container(azurite, 'data');
    await data.create();
    await data.getBlockBlobClient('in/plan.json').upload('{"a":1}', 7);
    const signed = await signedUrl(data);
    const input = signed.replace('/data?', '/data/in/plan.json?');
    await jobs.createJob('files');
    await jobs.addTasks('files', [
      task('make', {
        commandLine: `sh -c 'cp cfg/plan.json out.json; mkdir -p tiles/7; echo $NAME > tiles/7/8.txt; echo x > tiles/9.txt'`,
        resourceFiles: [{ url: input, path: 'cfg/plan.json' }],
        environment: { NAME: 'Ünïcode' },
        outputs: [
          { pattern: 'out.json', containerUrl: signed, path: 'results/plan.json', contentType: 'application/json' },
          { pattern: 'tiles/**/*.txt', containerUrl: signed, path: 'results/tiles' },
          { pattern: '../std*.txt', containerUrl: signed, path: 'logs', when: 'completion' },
          { pattern: 'out.json', containerUrl: signed, path: 'never', when: 'failure' },
        ],
      }),
    ]);
    assert.deepEqual(await finished('files', 1), { active: 0, running: 0, completed: 1, succeeded: 1, failed: 0 });
    const found: string[] = [];
    for await (const { name } of data.listBlobsFlat()) found.push(name);
    assert.deepEqual(found, [
      'in/plan.json',
      'logs/stderr.txt',
      'logs/stdout.txt',
      'results/plan.json',
      'results/tiles/7/8.txt',
      'results/tiles/9.txt',
    ]);
    const plan = data.getBlobClient('results/plan.json');
    assert.equal((await plan.downloadToBuffer()).toString(), '{"a":1}');
    assert.equal((await plan.getProperties()).contentType, 'application/json');
    assert.equal((await data.getBlobClient('results/tiles/7/8.txt').downloadToBuffer()).toString(), 'Ünïcode\n');
  });

  it('tells why tasks failed, with the end of their stderr', async () => {
    const gone = container(azurite, 'gone');
    await gone.create();
    const nowhere = await signedUrl(gone);
    await gone.delete();
    await jobs.createJob('failing');
    await jobs.addTasks('failing', [
      task('exit', { commandLine: `sh -c 'seq 2000 >&2; exit 7'` }),
      task('input', { resourceFiles: [{ url: nowhere.replace('/gone?', '/gone/x?'), path: 'x' }] }),
      task('upload', { commandLine: `sh -c 'echo > a'`, outputs: [{ pattern: 'a', containerUrl: nowhere }] }),
      task('time', { commandLine: 'sleep 60', maxMinutes: 0.01 }),
    ]);
    assert.equal((await finished('failing', 4)).failed, 4);
    const failures = Object.fromEntries((await jobs.failures('failing', 10)).map((failure) => [failure.task, failure]));
    assert.deepEqual([failures['exit']?.exitCode, failures['exit']?.message.split(':')[0]], [7, 'FailureExitCode']);
    assert.ok(failures['exit']?.stderr.endsWith('1999\n2000'));
    assert.equal(failures['exit']?.stderr.length, 3_999);
    assert.match(failures['input']?.message ?? '', /^BlobNotFound/);
    assert.match(failures['upload']?.message ?? '', /^FileUploadContainerNotFound/);
    assert.match(failures['time']?.message ?? '', /^TaskEnded/);
    assert.equal((await jobs.failures('failing', 2)).length, 2);
  });

  it('may be told everything twice', async () => {
    const id = `a job with a name that Batch does not take, ${'long '.repeat(20)}`;
    for (const _ of ['once', 'again']) {
      await jobs.createJob(id, { usesTaskDependencies: true });
      await jobs.addTasks(id, [task('tile 1/1'), task('all', { dependsOn: ['tile 1/1'] })]);
    }
    assert.equal((await finished(id, 2)).succeeded, 2);
    for (const _ of ['once', 'again']) await jobs.terminateJob(id, 'done');
    for (const _ of ['once', 'again']) await jobs.deleteJob(id);
    await jobs.ensurePool({ vmSize: 'standard_d2s_v5', nodes: 1, taskSlotsPerNode: 1 });
  });

  it('sends any number of tasks', async () => {
    await jobs.createJob('many');
    await jobs.addTasks(
      'many',
      Array.from({ length: 250 }, (_, n) => task(`t${n}`)),
    );
    assert.equal((await finished('many', 250)).succeeded, 250);
  });

  it('names tasks that Batch refuses, and the setting that is missing', async () => {
    await jobs.createJob('refusing');
    await assert.rejects(jobs.addTasks('refusing', [task('a', { dependsOn: ['b'] })]), /dependsOn/);
    await assert.rejects(jobs.counts('no such job'), { status: 404, code: 'JobNotFound' });
    assert.throws(() => batchJobs({ BATCH_ACCOUNT: account, BATCH_POOL: 'pool' }), /BATCH_URL/);
  });
});

describe('taskBatches', () => {
  const sizes = (tasks: readonly TaskSpec[]) => [...taskBatches(tasks.map(taskParameter))].map(({ length }) => length);

  it('cuts at 100 tasks', () => {
    assert.deepEqual(sizes(Array.from({ length: 230 }, (_, n) => task(`t${n}`))), [100, 100, 30]);
    assert.deepEqual(sizes([]), []);
  });

  it('cuts before a request outgrows the megabyte that Batch takes', () => {
    const big = Array.from({ length: 10 }, (_, n) => task(`t${n}`, { commandLine: 'x'.repeat(250_000) }));
    assert.deepEqual(sizes(big), [3, 3, 3, 1]);
  });
});
