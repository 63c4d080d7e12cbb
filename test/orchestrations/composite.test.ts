import assert from 'node:assert/strict';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { outputCollectionId, ensureOutputCollection } from '../../lib/jobs/output-collection.ts';
import { client, eventually } from '../local/batch/service.ts';
import { aScene, putResult, scenesCollection, startJobsStack, type Job, type JobsStack } from './jobs-stack.ts';

/** Stands in for `tasks/`: leaves the files that are expected of it. `hold` in the marks folder keeps tiles waiting,
 * `fail` makes tile 2 fail as a task does. */
const program = `
case "$1" in
composite-tile)
  tile=$5
  touch "$MARKS/ran-$tile"
  if [ -e "$MARKS/fail" ] && [ "$tile" = 2 ]; then
    echo '{"name":"SceneReadError","message":"asset B04 of item s (scenes) can not be read: too short"}' >&2
    exit 2
  fi
  while [ -e "$MARKS/hold" ]; do sleep 0.05; done
  echo tile > "$7";;
composite-assemble)
  echo cog > composite.tif; echo preview > preview.webp; echo '{}' > item.json;;
esac
`;

/** 1,000 pixels in tiles of 256: 16 tiles. */
const request = (title: string) => ({
  collection: 'scenes',
  assets: ['B04'],
  grid: { like: 'scene-1' },
  tileSize: 256,
  output: { title },
});

describe('The composite orchestration, on the local host, Batch service and storage', () => {
  let stack: JobsStack & { readonly marks: string };
  before(async () => {
    stack = await startJobsStack(program);
    await stack.deps.catalog.putCollection(scenesCollection);
    await ensureOutputCollection(stack.deps.catalog);
    await stack.deps.catalog.putItem(aScene('scene-1'));
  });
  after(() => stack.stop());

  const hold = () => writeFile(join(stack.marks, 'hold'), '');
  const mark = (name: string) => join(stack.marks, name);
  const letGo = (name = 'hold') => rm(mark(name), { force: true });
  const submit = async (title: string) => {
    const { status, body } = await stack.post('composites', request(title));
    assert.ok(status === 202 || status === 200, JSON.stringify(body));
    return body;
  };
  const underWay = async (job: Job): Promise<void> => {
    for (;;) {
      const found = await stack.get(job.id);
      assert.ok(['queued', 'running'].includes(found.state), found.state);
      if (found.state === 'running' && (await readdir(stack.marks)).some((name) => name.startsWith('ran-'))) return;
    }
  };
  const batchJobsLeft = async (job: Job) => {
    const all = await client(stack.batchUrl, stack.deps.config.BATCH_KEY).job.list();
    return all.filter(({ id }) => id?.startsWith(job.id)).map(({ state }) => state);
  };
  const blobsLeft = async (job: Job) => {
    const found: string[] = [];
    for await (const blob of stack.deps.blobs.list('revisit-jobs', `${job.id}-`)) found.push(blob.path);
    return found;
  };
  /** The job's last state is there before its files have gone. */
  const leavesNothing = (job: Job) =>
    eventually(async () =>
      (await blobsLeft(job)).length + (await batchJobsLeft(job)).length === 0 ? true : undefined,
    );

  it('succeeds once its item is there, and leaves nothing behind but the result', async () => {
    const job = await submit('success');
    assert.equal(job.tiles, 16);
    await putResult(stack.deps, job.id);
    const ended = await stack.until(job.id);
    assert.equal(ended.state, 'succeeded', ended.error);
    assert.deepEqual(ended.tasks, { total: 17, done: 17, running: 0, failed: 0 });
    assert.equal(ended.results?.item, job.id);
    const { origin, pathname } = new URL(ended.results.href);
    assert.ok(
      await stack.deps.blobs.head({ account: '', container: outputCollectionId, path: `${job.id}/composite.tif` }),
    );
    assert.ok(`${origin}${pathname}`.endsWith(`/composites/${job.id}/composite.tif`));
    await leavesNothing(job);
    assert.deepEqual(
      (await stack.post('composites', request('success'))).status,
      200,
      'the same request is the same job',
    );
  });

  it('computes again when the result has been deleted', async () => {
    const [job] = [await submit('success')];
    await stack.deps.catalog.deleteItem(outputCollectionId, job.id);
    const again = await submit('success');
    assert.deepEqual([again.id, again.attempt, again.state], [job.id, 2, 'queued']);
    await putResult(stack.deps, job.id);
    assert.equal((await stack.until(job.id)).state, 'succeeded');
  });

  it("fails with the task's own reason, keeps its plan, and has nothing active left in Batch", async () => {
    await writeFile(mark('fail'), '');
    const job = await submit('failure');
    const ended = await stack.until(job.id);
    await letGo('fail');
    assert.equal(ended.state, 'failed');
    assert.equal(ended.error, 'tile-2 (exit code 2): asset B04 of item s (scenes) can not be read: too short');
    assert.ok((await blobsLeft(job)).includes(`${job.id}-1/plan.json`));
    assert.deepEqual(await batchJobsLeft(job), ['completed']);
    const again = await submit('failure');
    assert.equal(again.attempt, 2);
    await putResult(stack.deps, job.id);
    assert.equal((await stack.until(job.id)).state, 'succeeded');
  });

  it('is cancelled mid-way, and runs again when it is asked for again', async () => {
    await hold();
    const job = await submit('cancelled');
    await underWay(job);
    assert.equal((await stack.post(`${job.id}/cancel`)).status, 202);
    const ended = await stack.until(job.id);
    await letGo();
    assert.deepEqual([ended.state, ended.error, ended.attempt], ['cancelled', undefined, 1]);
    await leavesNothing(job);
    assert.equal((await stack.post(`${job.id}/cancel`)).status, 202, 'again is fine');
    assert.equal((await submit('cancelled')).attempt, 2);
    await putResult(stack.deps, job.id);
    assert.equal((await stack.until(job.id)).state, 'succeeded');
    assert.equal((await stack.post(`${job.id}/cancel`)).status, 409);
  });

  it('goes on where it was when the host is restarted mid-way', async () => {
    await hold();
    const job = await submit('restarted');
    await underWay(job);
    await stack.restartHost();
    await letGo();
    await putResult(stack.deps, job.id);
    const ended = await stack.until(job.id);
    assert.deepEqual([ended.state, ended.attempt, ended.tasks.done], ['succeeded', 1, 17]);
  });

  it('is started by cancelling when whoever recorded it died before starting it', async () => {
    const job = await submit('success');
    const record = await stack.deps.records.get<Record<string, unknown>>('jobs', job.id, 'job');
    await stack.deps.records.put('jobs', 'stray', 'job', {
      ...record?.value,
      id: 'stray',
      state: 'queued',
      attempt: 1,
    });
    assert.equal((await stack.post('stray/cancel')).status, 202);
    assert.equal((await stack.until('stray')).state, 'cancelled');
  });

  it('reports an item that has gone before the plan was made, at once', async () => {
    const record = await stack.deps.records.get<Record<string, unknown>>('jobs', (await submit('success')).id, 'job');
    const gone = [{ collection: 'scenes', item: 'gone', version: '1' }];
    await stack.deps.records.put('jobs', 'late', 'job', {
      ...record?.value,
      id: 'late',
      state: 'queued',
      attempt: 1,
      scenes: gone,
    });
    await startOrchestration('late');
    const ended = await stack.until('late');
    assert.deepEqual([ended.state, ended.error], ['failed', 'There is no item "gone"']);
  });

  /** As a request does that finds the job recorded and not started. */
  async function startOrchestration(id: string): Promise<void> {
    const answer = await stack.post(`${id}/start`);
    assert.equal(answer.status, 202);
  }

  it('leaves no error in the log of the host', () => assert.deepEqual(stack.errors, []));
});
