import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import type { BatchServiceClient, BatchServiceModels } from '@azure/batch';
import type { BatchService } from '../../../local/batch/start-batch-service.ts';
import { client, completedTask, errorOf, eventually, start, taskFile, temporaryHome } from './service.ts';

describe('the local Batch service, through @azure/batch', () => {
  let service: BatchService;
  let batch: BatchServiceClient;
  let place: Awaited<ReturnType<typeof temporaryHome>>;
  before(async () => {
    place = await temporaryHome();
    service = await start(place.home, [{ id: 'pool', nodes: 2, taskSlotsPerNode: 2 }]);
    batch = client(service.url);
  });
  after(async () => {
    await service.stop();
    await place.remove();
  });
  const job = (id: string, more: Partial<BatchServiceModels.JobAddParameter> = {}) =>
    batch.job.add({ id, poolInfo: { poolId: 'pool' }, ...more });
  const sh = (id: string, script: string, more: Partial<BatchServiceModels.TaskAddParameter> = {}) => ({
    id,
    commandLine: `/bin/sh -c '${script}'`,
    ...more,
  });

  it('refuses a wrong key, and requests without one', async () => {
    const wrong = client(service.url, Buffer.from('another').toString('base64'));
    assert.deepEqual(await errorOf(wrong.job.list()).then(({ status, code }) => [status, code]), [
      403,
      'AuthenticationFailed',
    ]);
    assert.equal((await fetch(`${service.url}/jobs?api-version=2022-10-01.16.0`)).status, 403);
  });

  it('adds, lists, gets, resizes, scales and deletes pools', async () => {
    await batch.pool.add({ id: 'extra', vmSize: 'standard_d2s_v5', targetDedicatedNodes: 3, taskSlotsPerNode: 4 });
    assert.equal((await errorOf(batch.pool.add({ id: 'EXTRA', vmSize: 'x' }))).code, 'PoolExists');
    assert.deepEqual(
      (await batch.pool.list()).map(({ id }) => id),
      ['extra', 'pool'],
    );
    await batch.pool.resize('extra', { targetDedicatedNodes: 1 });
    const pool = await batch.pool.get('extra');
    assert.deepEqual([pool.currentDedicatedNodes, pool.taskSlotsPerNode, pool.state], [1, 4, 'active']);
    const autoScaleFormula = '$TargetDedicatedNodes = 1;';
    await batch.pool.enableAutoScale('extra', { autoScaleFormula });
    const run = await batch.pool.evaluateAutoScale('extra', autoScaleFormula);
    assert.match(run.results ?? '', /\$TargetDedicatedNodes=1/);
    assert.equal((await batch.pool.get('extra')).enableAutoScale, true);
    assert.equal((await batch.pool.exists('extra')).body, true);
    await batch.pool.deleteMethod('extra');
    assert.equal((await batch.pool.exists('extra')).body, false);
    assert.equal((await errorOf(batch.pool.get('extra'))).code, 'PoolNotFound');
  });

  it('adds, lists, gets, patches, disables, enables, terminates and deletes jobs', async () => {
    await job('jobs', { priority: 5, metadata: [{ name: 'a', value: 'b' }] });
    assert.equal((await errorOf(job('jobs'))).code, 'JobExists');
    assert.equal((await errorOf(job('x', { poolInfo: { poolId: 'none' } }))).code, 'PoolNotFound');
    await batch.job.patch('jobs', { priority: 7 });
    const found = await batch.job.get('jobs');
    assert.deepEqual([found.state, found.priority, found.metadata?.[0]?.value], ['active', 7, 'b']);
    await batch.job.disable('jobs', 'requeue');
    await batch.task.add('jobs', sh('waits', 'true'));
    assert.equal((await batch.job.get('jobs')).state, 'disabled');
    assert.equal((await batch.job.getTaskCounts('jobs')).taskCounts.active, 1);
    await batch.job.enable('jobs');
    await completedTask(batch, 'jobs', 'waits');
    assert.deepEqual(
      (await batch.job.list({ jobListOptions: { filter: "state eq 'active'" } })).map(({ id }) => id),
      ['jobs'],
    );
    await batch.job.terminate('jobs', { terminateReason: 'enough' });
    const ended = await eventually(async () => {
      const now = await batch.job.get('jobs');
      return now.state === 'completed' ? now : undefined;
    });
    assert.equal(ended.executionInfo?.terminateReason, 'enough');
    assert.equal((await errorOf(batch.task.add('jobs', sh('late', 'true')))).code, 'JobCompleted');
    await batch.job.deleteMethod('jobs');
    await eventually(() =>
      batch.job.get('jobs').then(
        () => undefined,
        () => true,
      ),
    );
    assert.equal((await errorOf(batch.job.get('jobs'))).code, 'JobNotFound');
  });

  it('runs tasks with their directory, environment, output and exit code', async () => {
    await job('run', { commonEnvironmentSettings: [{ name: 'SHARED', value: 'from the job' }] });
    const environmentSettings = [{ name: 'OWN', value: 'two words' }];
    await batch.task.add(
      'run',
      sh(
        'task',
        'pwd; echo "$OWN, $SHARED, $AZ_BATCH_JOB_ID/$AZ_BATCH_TASK_ID $AZ_BATCH_POOL_ID"; echo oh >&2; exit 3',
        {
          environmentSettings,
        },
      ),
    );
    const task = await completedTask(batch, 'run', 'task');
    assert.deepEqual(
      [task.executionInfo?.exitCode, task.executionInfo?.result, task.executionInfo?.failureInfo?.code],
      [3, 'failure', 'FailureExitCode'],
    );
    const [directory, words] = (await taskFile(batch, 'run', 'task', 'stdout.txt')).split('\n');
    assert.ok(directory?.endsWith('/workitems/run/task/wd'));
    assert.equal(words, 'two words, from the job, run/task pool');
    assert.equal(await taskFile(batch, 'run', 'task', 'stderr.txt'), 'oh\n');
  });

  it('has no shell around the command line, and says when there is no such program', async () => {
    await job('plain');
    await batch.task.add('plain', { id: 'echo', commandLine: 'echo "a  b" $HOME | cat > file' });
    await completedTask(batch, 'plain', 'echo');
    assert.equal(await taskFile(batch, 'plain', 'echo', 'stdout.txt'), 'a  b $HOME | cat > file\n');
    await batch.task.add('plain', { id: 'none', commandLine: 'no-such-program' });
    const { executionInfo } = await completedTask(batch, 'plain', 'none');
    assert.deepEqual(
      [executionInfo?.failureInfo?.code, executionInfo?.exitCode],
      ['CommandProgramNotFound', undefined],
    );
  });

  it('retries a failing program, and no more often than asked', async () => {
    await job('retry');
    const counter = `${place.home}/counter`;
    const constraints = { maxTaskRetryCount: 3 };
    await batch.task.add(
      'retry',
      sh('third', `echo x >> ${counter}; [ $(wc -l < ${counter}) -ge 3 ]`, { constraints }),
    );
    await batch.task.add('retry', sh('never', 'exit 9', { constraints: { maxTaskRetryCount: 1 } }));
    const third = await completedTask(batch, 'retry', 'third');
    assert.deepEqual([third.executionInfo?.result, third.executionInfo?.retryCount], ['success', 2]);
    const never = await completedTask(batch, 'retry', 'never');
    assert.deepEqual([never.executionInfo?.exitCode, never.executionInfo?.retryCount], [9, 1]);
  });

  it('ends a task and what it started at its wall-clock limit', async () => {
    await job('slow');
    const pidFile = `${place.home}/pid`;
    const constraints = { maxWallClockTime: 'PT0.3S' };
    await batch.task.add('slow', sh('task', `setsid sleep 60 & echo $! > ${pidFile}; wait`, { constraints }));
    const { executionInfo } = await completedTask(batch, 'slow', 'task');
    assert.deepEqual([executionInfo?.result, executionInfo?.failureInfo?.code], ['failure', 'TaskEnded']);
    await eventually(async () => ((await isRunning(Number(await readFile(pidFile, 'utf8')))) ? undefined : true));
  });

  it('terminates, reactivates and deletes tasks', async () => {
    await job('single');
    await batch.task.add('single', sh('long', 'sleep 60'));
    await eventually(async () => ((await batch.task.get('single', 'long')).state === 'running' ? true : undefined));
    await batch.task.terminate('single', 'long');
    const { executionInfo } = await batch.task.get('single', 'long');
    assert.deepEqual([executionInfo?.result, executionInfo?.failureInfo?.code], ['failure', 'TaskEnded']);
    assert.equal((await errorOf(batch.task.terminate('single', 'long'))).code, 'TaskCompleted');
    await batch.task.reactivate('single', 'long');
    await eventually(async () => ((await batch.task.get('single', 'long')).state === 'running' ? true : undefined));
    await batch.task.deleteMethod('single', 'long');
    assert.equal((await errorOf(batch.task.get('single', 'long'))).code, 'TaskNotFound');
  });

  it('starts tasks when those that they depend on succeeded', async () => {
    await job('order', { usesTaskDependencies: true });
    const line = `${place.home}/order`;
    await batch.task.addCollection('order', [
      sh('last', `echo last >> ${line}`, { dependsOn: { taskIds: ['middle'], taskIdRanges: [{ start: 1, end: 2 }] } }),
      sh('middle', `echo middle >> ${line}`, { dependsOn: { taskIds: ['1'] } }),
      sh('1', `sleep 0.1; echo 1 >> ${line}`),
      sh('2', 'true'),
      sh('bad', 'exit 1'),
      sh('blocked', 'true', { dependsOn: { taskIds: ['bad'] } }),
      sh('lenient', 'exit 4', {
        exitConditions: { exitCodes: [{ code: 4, exitOptions: { dependencyAction: 'satisfy' } }] },
      }),
      sh('freed', 'true', { dependsOn: { taskIds: ['lenient'] } }),
    ]);
    await completedTask(batch, 'order', 'last');
    await completedTask(batch, 'order', 'freed');
    assert.equal(await readFile(line, 'utf8'), '1\nmiddle\nlast\n');
    await completedTask(batch, 'order', 'bad');
    assert.equal((await batch.task.get('order', 'blocked')).state, 'active');
    await job('no-order');
    const refused = await errorOf(
      batch.task.addCollection('no-order', [sh('a', 'true', { dependsOn: { taskIds: ['b'] } })]),
    );
    assert.deepEqual([refused.status, refused.values[0]], [400, 'value[0].dependsOn']);
  });

  it('gives slots by job priority and never more than there are', async () => {
    await job('filler');
    await job('low', { priority: -10 });
    await job('high', { priority: 10 });
    const line = `${place.home}/priority`;
    await batch.task.add('filler', sh('all', 'sleep 0.4', { requiredSlots: 2 }));
    await batch.task.add('filler', sh('rest', 'sleep 0.4', { requiredSlots: 2 }));
    await eventually(async () =>
      (await batch.job.getTaskCounts('filler')).taskCounts.running === 2 ? true : undefined,
    );
    await batch.task.add('low', sh('task', `echo low >> ${line}`, { requiredSlots: 2 }));
    await batch.task.addCollection(
      'high',
      [1, 2, 3].map((n) => sh(`${n}`, `sleep 0.1; echo high >> ${line}`, { requiredSlots: 2 })),
    );
    assert.equal((await batch.job.getTaskCounts('high')).taskCounts.running, 0);
    await completedTask(batch, 'low', 'task');
    await eventually(async () =>
      (await batch.job.getTaskCounts('high')).taskCounts.completed === 3 ? true : undefined,
    );
    assert.deepEqual((await readFile(line, 'utf8')).trim().split('\n').slice(0, 2), ['high', 'high']);
  });

  it('ends a job when all its tasks are complete, or one fails, when asked', async () => {
    await job('all');
    await batch.task.add('all', sh('a', 'true'));
    await batch.job.patch('all', { onAllTasksComplete: 'terminatejob' });
    const completed = (id: string) =>
      eventually(async () => {
        const now = await batch.job.get(id);
        return now.state === 'completed' ? now.executionInfo?.terminateReason : undefined;
      });
    assert.equal(await completed('all'), 'AllTasksCompleted');
    await job('fails', { onTaskFailure: 'performexitoptionsjobaction' });
    const exitConditions = { default: { jobAction: 'terminate' as const } };
    await batch.task.add('fails', sh('a', 'exit 1', { exitConditions }));
    assert.equal(await completed('fails'), 'TaskFailed');
    await job('short', { constraints: { maxWallClockTime: 'PT0.2S' } });
    await batch.task.add('short', sh('a', 'sleep 60'));
    assert.equal(await completed('short'), 'MaxWallClockTimeExpiry');
    assert.equal((await batch.task.get('short', 'a')).executionInfo?.failureInfo?.code, 'TaskEnded');
  });

  it('takes 300 tasks in requests of 100, pages and filters them, and runs all', async () => {
    await job('many');
    for (const hundred of [0, 1, 2]) {
      const tasks = Array.from({ length: 100 }, (_, n) => {
        const id = `t${hundred * 100 + n}`;
        return id === 't150' ? sh(id, 'exit 1') : { id, commandLine: 'true' };
      });
      const { value } = await batch.task.addCollection('many', tasks);
      assert.ok(value?.every(({ status }) => status.toLowerCase() === 'success'));
    }
    const again = await batch.task.addCollection('many', [{ id: 'T7', commandLine: 'true' }]);
    assert.deepEqual([again.value?.[0]?.status, again.value?.[0]?.error?.code], ['clienterror', 'TaskExists']);
    const counts = await eventually(async () => {
      const { taskCounts } = await batch.job.getTaskCounts('many');
      return taskCounts.completed === 300 ? taskCounts : undefined;
    });
    assert.deepEqual([counts.succeeded, counts.failed, counts.active, counts.running], [299, 1, 0, 0]);
    const ids = new Set<string>();
    let page: BatchServiceModels.CloudTaskListResult = await batch.task.list('many', {
      taskListOptions: { maxResults: 120, select: 'id' },
    });
    for (;;) {
      for (const task of page) {
        ids.add(task.id ?? '');
        assert.equal(task.state, undefined);
      }
      if (page.odatanextLink === undefined) break;
      page = await batch.task.listNext(page.odatanextLink);
    }
    assert.equal(ids.size, 300);
    const filter = "state eq 'completed' and executionInfo/result eq 'failure'";
    const failed = await batch.task.list('many', { taskListOptions: { filter } });
    assert.deepEqual(
      failed.map(({ id }) => id),
      ['t150'],
    );
  });

  it('lists and reads files of a task, whole or in part', async () => {
    await job('files');
    await batch.task.add('files', sh('task', 'mkdir sub; printf 0123456789 > sub/out.bin; echo done'));
    await completedTask(batch, 'files', 'task');
    const top = await batch.file.listFromTask('files', 'task');
    assert.deepEqual(
      top.map(({ name }) => name),
      ['stderr.txt', 'stdout.txt', 'wd'],
    );
    const all = await batch.file.listFromTask('files', 'task', { recursive: true });
    assert.deepEqual(
      all.map(({ name }) => name),
      ['stderr.txt', 'stdout.txt', 'wd', 'wd/sub', 'wd/sub/out.bin'],
    );
    const { contentLength } = await batch.file.getPropertiesFromTask('files', 'task', 'wd/sub/out.bin');
    assert.equal(contentLength, 10);
    const fileGetFromTaskOptions = { ocpRange: 'bytes=2-4' };
    const part = await batch.file.getFromTask('files', 'task', 'wd/sub/out.bin', { fileGetFromTaskOptions });
    let text = '';
    for await (const chunk of part.readableStreamBody ?? []) text += chunk.toString();
    assert.equal(text, '234');
    for (const name of ['wd/none', '../../../batch.sqlite'])
      assert.equal((await errorOf(batch.file.getFromTask('files', 'task', name))).status, 404);
  });

  it('names what is wrong with a request', async () => {
    const bad = async (body: unknown) => {
      const answer = await errorOf(batch.task.add('files', body as BatchServiceModels.TaskAddParameter));
      return [answer.status, answer.code, answer.values[0]];
    };
    assert.deepEqual(await bad({ id: 'a', commandLine: '' }), [400, 'InvalidPropertyValue', 'commandLine']);
    assert.deepEqual(await bad({ id: 'a b', commandLine: 'true' }), [400, 'InvalidPropertyValue', 'id']);
    assert.deepEqual(await bad({ id: 'a', commandLine: 'true', resourceFiles: [{ httpUrl: 'http://a/b' }] }), [
      400,
      'MissingRequiredProperty',
      'resourceFiles[0].filePath',
    ]);
    assert.deepEqual(
      await bad({ id: 'a', commandLine: 'true', resourceFiles: [{ httpUrl: 'http://a/b', filePath: '../c' }] }),
      [400, 'InvalidPropertyValue', 'resourceFiles[0].filePath'],
    );
    const filter = "state is 'done'";
    assert.equal(
      (await errorOf(batch.task.list('files', { taskListOptions: { filter } }))).code,
      'InvalidQueryParameterValue',
    );
  });
});

async function isRunning(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat !== '' && !/\) Z /.test(stat); // ended but not yet collected by its parent is ended
}
