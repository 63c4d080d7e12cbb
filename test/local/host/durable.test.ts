import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';
import { startTestHost } from './start-test-host.ts';
import type { TestHost } from './start-test-host.ts';

interface Status {
  readonly name: string;
  readonly runtimeStatus: string;
  readonly output: unknown;
  readonly input: unknown;
  readonly customStatus: unknown;
}

describe('Durable Functions', () => {
  let host: TestHost;
  const warnings: string[] = [];
  before(async () => {
    host = await startTestHost('durable-app.ts', {
      log: ({ level, message }) => level === 'warning' && warnings.push(message),
    });
  });
  after(() => host.stop());

  const post = (path: string, body: unknown): Promise<Response> =>
    fetch(`${host.url}${path}`, { method: 'POST', body: JSON.stringify(body) });
  async function start(name: string, input: unknown, id?: string): Promise<{ id: string; statusQueryGetUri: string }> {
    const answer = await post(`/start/${name}${id ? `/${id}` : ''}`, input);
    assert.equal(answer.status, 202, `start of ${name}`);
    return (await answer.json()) as { id: string; statusQueryGetUri: string };
  }
  async function call<T>(method: string, ...args: unknown[]): Promise<T> {
    const answer = (await (await post('/client', { method, args })).json()) as { value: T; error?: string };
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.value;
  }
  async function ended(id: string): Promise<Status> {
    for (const end = Date.now() + 8000; Date.now() < end; await sleep(20)) {
      const status = await call<Status>('getStatus', id);
      if (!['Pending', 'Running', 'Suspended'].includes(status.runtimeStatus)) return status;
    }
    throw new Error(`${id} has not ended: ${JSON.stringify(await call('getStatus', id))}`);
  }
  const run = async (name: string, input: unknown = {}): Promise<Status> => ended((await start(name, input)).id);
  const output = async (name: string, input?: unknown): Promise<unknown> => {
    const status = await run(name, input);
    assert.equal(status.runtimeStatus, 'Completed', JSON.stringify(status.output));
    return status.output;
  };

  it('chain activities', async () => assert.equal(await output('chain', { n: 5 }), 40));
  it('fan out and in, with a custom status', async () => {
    const status = await run('fan-out', { count: 30 });
    assert.equal(status.output, 435);
    assert.deepEqual(status.customStatus, { done: 30 });
  });
  it('retry activities, and go on with the right numbers after it', async () => {
    assert.deepEqual(await output('retry', { key: 'a', failures: 2 }), { attempt: 3, doubled: 6 });
    const { caught } = (await output('retry', { key: 'b', failures: 9 })) as { caught: string };
    assert.match(caught, /Activity function 'flaky' failed: attempt 3 failed/);
  });
  it('wait for timers', async () => assert.ok(Number(await output('timer')) >= 200));
  it('race an event against a timer, and cancel the timer', async () => {
    const { id } = await start('approval', {});
    await call('raiseEvent', id, 'Approval', { n: 4 });
    assert.deepEqual((await ended(id)).output, { doubled: 8 });
  });
  it('keep events that come before they are waited for, in order', async () => {
    const { id } = await start('two-events', {});
    await call('raiseEvent', id, 'number', 1);
    await call('raiseEvent', id, 'number', 2);
    assert.deepEqual((await ended(id)).output, [1, 2]);
  });
  it('call sub-orchestrations, and retry them', async () => {
    assert.deepEqual(await output('parent', { n: 1 }), { child: 8 });
    const failed = (await output('parent', { n: 2, fail: true })) as { child: number; caught: string };
    assert.equal(failed.child, 16);
    assert.match(
      failed.caught,
      /The sub-orchestrator function 'fails' failed: "Orchestrator function 'fails' failed: it had to be"/,
    );
  });
  it('continue as new', async () => assert.deepEqual(await output('count-down', { left: 3, seen: [] }), [3, 2, 1]));
  it('call and signal entities', async () => {
    assert.equal(await output('count'), 7);
    await call('signalEntity', { name: 'counter', key: 'k' }, 'add', 2);
    await sleep(100);
    assert.deepEqual(await call('readEntityState', { name: 'counter', key: 'k' }), {
      entityExists: true,
      entityState: 2,
    });
    assert.equal(
      (await call<{ entityExists: boolean }>('readEntityState', { name: 'counter', key: 'x' })).entityExists,
      false,
    );
  });
  it('fail with what the orchestrator threw', async () => {
    const status = await run('fails');
    assert.equal(status.runtimeStatus, 'Failed');
    assert.equal(status.output, "Orchestrator function 'fails' failed: it had to be");
  });

  it('refuse a second start of a running instance, and start a finished one over', async () => {
    await start('approval', {}, 'once');
    await assert.rejects(
      call('startNew', 'approval', { instanceId: 'once' }),
      /status code: 409.*status (Pending|Running) already exists/,
    );
    await call('terminate', 'once', 'enough');
    const status = await ended('once');
    assert.equal(status.runtimeStatus, 'Terminated');
    assert.equal(status.output, 'enough');
    await start('chain', { n: 1 }, 'once');
    assert.equal((await ended('once')).output, 8);
  });
  it('suspend and resume', async () => {
    const { id } = await start('approval', {});
    await sleep(50);
    await call('suspend', id, 'wait');
    await call('raiseEvent', id, 'Approval', { n: 1 });
    await sleep(200);
    assert.equal((await call<Status>('getStatus', id)).runtimeStatus, 'Suspended');
    await call('resume', id, 'go on');
    assert.deepEqual((await ended(id)).output, { doubled: 2 });
  });
  it('list by status, purge, and know what they do not know', async () => {
    const { id } = await start('chain', { n: 1 }, 'to-be-purged');
    await ended(id);
    const completed = await call<{ instanceId: string }[]>('getStatusBy', { runtimeStatus: ['Completed'] });
    assert.ok(completed.some((one) => one.instanceId === id));
    assert.deepEqual(await call('purgeInstanceHistory', id), { instancesDeleted: 1 });
    await assert.rejects(call('getStatus', id), /404/);
    await assert.rejects(call('raiseEvent', id, 'x', 1), /No instance with ID/);
    await assert.rejects(call('startNew', 'no-such'), /404/);
  });
  it('answer over the management API and when waited for', async () => {
    const { id, statusQueryGetUri } = await start('timer', {});
    assert.ok(statusQueryGetUri.startsWith(`${host.url}/runtime/webhooks/durabletask/instances/${id}?`));
    assert.equal((await fetch(statusQueryGetUri)).status, 202);
    const waited = await fetch(`${host.url}/wait/${id}`);
    assert.equal(waited.status, 200);
    assert.ok(((await waited.json()) as number) >= 200);
    const status = await fetch(`${statusQueryGetUri}&showHistory=true&showHistoryOutput=true`);
    assert.equal(status.status, 200);
    const { historyEvents } = (await status.json()) as { historyEvents: { EventType: string }[] };
    assert.deepEqual(
      historyEvents.map((event) => event.EventType),
      ['ExecutionStarted', 'TimerCreated', 'TimerFired'],
    );
  });

  const violations: { name: string; message: RegExp }[] = [
    {
      name: 'changes',
      message:
        /scheduled an activity task named 'echo' with sequence number 0, but .* scheduled an activity task named 'double'/,
    },
    { name: 'reads-clock', message: /sequence number 0 with \{"at":.*clock/ },
    { name: 'reuses', message: /given to another Task.any or Task.all/ },
    { name: 'cancels-after-retry', message: /sequence number 2|number the orchestrator's tasks differently/ },
  ];
  for (const { name, message } of violations)
    it(`fail an orchestration that ${name}`, async () => {
      const status = await run(name);
      assert.equal(status.runtimeStatus, 'Failed');
      assert.match(String(status.output), /Non-Deterministic workflow detected: /);
      assert.match(String(status.output), message);
    });
});
