import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { freePort } from '../../../local/azurite/ports.ts';
import { client, completedTask, eventually, temporaryHome } from './service.ts';

describe('a Batch service that ended in mid-task', () => {
  let place: Awaited<ReturnType<typeof temporaryHome>>;
  let port = 0;
  let life: ChildProcess;
  const begin = async () => {
    life = fork(join(import.meta.dirname, 'service-process.ts'), [place.home, String(port)]);
    await once(life, 'message');
  };
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    const ended = once(life, 'exit');
    life.kill(signal);
    await ended;
  };
  const text = (name: string) => readFile(join(place.home, name), 'utf8').catch(() => '');
  before(async () => {
    place = await temporaryHome();
    port = await freePort();
    await begin();
  });
  after(async () => {
    await end('SIGTERM');
    await place.remove();
  });

  for (const signal of ['SIGKILL', 'SIGTERM'] as const)
    it(`runs the task again after ${signal}, once what was left of it has ended, and keeps what was done`, async () => {
      const batch = client(`http://127.0.0.1:${port}`);
      const [job, starts, gate] = [`job-${signal}`, `starts-${signal}`, `gate-${signal}`];
      await batch.job.add({ id: job, poolInfo: { poolId: 'pool' } });
      const script = [
        `echo $$ >> ${place.home}/${starts}`,
        `while [ ! -e ${place.home}/${gate} ]; do sleep 0.05; done`,
        `echo $$ >> ${place.home}/done-${signal}`,
      ].join('; ');
      await batch.task.addCollection(job, [
        { id: 'done', commandLine: 'true' },
        { id: 'long', commandLine: `sh -c '${script}'` },
        ...[1, 2, 3].map((n) => ({ id: `later-${n}`, commandLine: `sh -c 'sleep 0.2'` })),
      ]);
      await completedTask(batch, job, 'done');
      await eventually(async () => ((await text(starts)) === '' ? undefined : true));

      await end(signal);
      await begin();
      await eventually(async () => ((await text(starts)).split('\n').length > 2 ? true : undefined));
      await writeFile(join(place.home, gate), '');
      const long = await completedTask(batch, job, 'long');
      assert.deepEqual([long.executionInfo?.result, long.executionInfo?.requeueCount], ['success', 1]);
      assert.equal((await batch.task.get(job, 'done')).executionInfo?.requeueCount, 0);
      for (const n of [1, 2, 3]) await completedTask(batch, job, `later-${n}`);
      const [first, second] = (await text(starts)).trim().split('\n');
      assert.notEqual(first, second);
      assert.equal((await text(`done-${signal}`)).trim(), second);
    });
});
