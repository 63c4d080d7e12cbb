import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, it } from 'node:test';

interface Process {
  readonly child: ChildProcess;
  readonly url: string;
}

/** Activities that ran in a host's processes, from the log that they append to. */
const logged = async (file: string): Promise<{ started?: number; ended?: number }[]> =>
  (await readFile(file, 'utf8'))
    .split('\n')
    .filter((line) => line.endsWith('}')) // a kill can cut the last line
    .map((line) => JSON.parse(line) as { started?: number; ended?: number });

async function startProcess(directory: string, log: string): Promise<Process> {
  const child = fork(join(import.meta.dirname, 'host-process.ts'), ['durable-app.ts', directory], {
    env: { ...process.env, TEST_LOG: log },
  });
  const { url } = await new Promise<{ url: string }>((resolve, reject) => {
    child.once('message', (message) => resolve(message as { url: string }));
    child.once('exit', (code) => reject(new Error(`The host ended with ${code}`)));
  });
  child.removeAllListeners('exit');
  return { child, url };
}

async function kill({ child }: Process): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

const status = async (url: string, id: string): Promise<{ runtimeStatus: string; output: unknown }> =>
  (await fetch(`${url}/runtime/webhooks/durabletask/instances/${id}`)).json() as Promise<{
    runtimeStatus: string;
    output: unknown;
  }>;

describe('Durable Functions through SIGKILL', () => {
  it('lose nothing and repeat no committed activity: a fan-out of 50 with three kills, then one while waiting', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'revisit-kill-'));
    const log = join(directory, 'log.ndjson');
    await writeFile(log, '');
    let host = await startProcess(directory, log);
    const started = await fetch(`${host.url}/start/fan-out/many`, {
      method: 'POST',
      body: JSON.stringify({ count: 50, delay: 60 }),
    });
    assert.equal(started.status, 202);
    const waiting = await fetch(`${host.url}/start/approval/waits`, { method: 'POST', body: '{}' });
    assert.equal(waiting.status, 202);

    for (let kills = 0; kills < 3; kills += 1) {
      await sleep(100);
      await kill(host);
      host = await startProcess(directory, log);
    }
    let many = await status(host.url, 'many');
    for (let tries = 0; tries < 200 && many.runtimeStatus !== 'Completed'; tries += 1) {
      await sleep(50);
      many = await status(host.url, 'many');
    }
    assert.equal(many.output, (49 * 50) / 2);

    await fetch(`${host.url}/runtime/webhooks/durabletask/instances/waits/raiseEvent/Approval`, {
      method: 'POST',
      body: '{"n":21}',
    });
    await kill(host);
    host = await startProcess(directory, log);
    let waits = await status(host.url, 'waits');
    for (let tries = 0; tries < 200 && waits.runtimeStatus !== 'Completed'; tries += 1) {
      await sleep(50);
      waits = await status(host.url, 'waits');
    }
    await kill(host);
    assert.deepEqual(waits.output, { doubled: 42 });

    // At most ten run at once: only those that a kill met may have run again.
    const entries = await logged(log);
    const runs = Map.groupBy(
      entries.flatMap((entry) => entry.started ?? []),
      (n) => n,
    );
    assert.equal(runs.size, 50);
    const again = [...runs.values()].filter((all) => all.length > 1);
    assert.ok(again.length <= 30, `${again.length} activities ran again`);
    await rm(directory, { recursive: true });
  });

  it('keep the history of every committed activity: TaskCompleted once for each', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'revisit-kill-'));
    const log = join(directory, 'log.ndjson');
    await writeFile(log, '');
    let host = await startProcess(directory, log);
    await fetch(`${host.url}/start/fan-out/one`, { method: 'POST', body: JSON.stringify({ count: 20, delay: 30 }) });
    await sleep(50);
    await kill(host);
    host = await startProcess(directory, log);
    const url = `${host.url}/runtime/webhooks/durabletask/instances/one?showHistory=true`;
    let shown: { runtimeStatus: string; historyEvents: { EventType: string; TaskScheduledId?: number }[] };
    do {
      await sleep(50);
      shown = (await (await fetch(url)).json()) as typeof shown;
    } while (shown.runtimeStatus === 'Running' || shown.runtimeStatus === 'Pending');
    await kill(host);
    assert.equal(shown.runtimeStatus, 'Completed');
    const completed = shown.historyEvents.filter(({ EventType }) => EventType === 'TaskCompleted');
    assert.deepEqual(
      completed.map(({ TaskScheduledId }) => TaskScheduledId).sort((a, b) => a! - b!),
      Array.from({ length: 20 }, (_, n) => n),
    );
    await rm(directory, { recursive: true });
  });
});
