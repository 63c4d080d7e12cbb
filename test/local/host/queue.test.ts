import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';
import { QueueServiceClient } from '@azure/storage-queue';
import { startAzurite } from './azurite.ts';
import type { TestAzurite } from './azurite.ts';
import { startTestHost } from './start-test-host.ts';
import type { TestHost } from './start-test-host.ts';

type Entry = Record<string, unknown>;

describe('queue and timer functions', () => {
  let azurite: TestAzurite;
  let directory: string;
  let queues: QueueServiceClient;
  let host: TestHost;
  let logFile: string;
  before(async () => {
    azurite = await startAzurite();
    directory = await mkdtemp(join(tmpdir(), 'revisit-queue-'));
    logFile = join(directory, 'log.ndjson');
    await writeFile(logFile, '');
    queues = QueueServiceClient.fromConnectionString(azurite.connectionString);
    host = await startTestHost('event-app.ts', {
      directory,
      storage: azurite.connectionString,
      settings: { TEST_LOG: logFile, RELAY_QUEUE: 'relay' },
    });
  });
  after(async () => {
    await host.stop();
    await azurite.stop();
    await rm(directory, { recursive: true });
  });

  const encode = (message: unknown): string => Buffer.from(JSON.stringify(message)).toString('base64');
  const send = async (queue: string, message: unknown): Promise<void> => {
    await queues.getQueueClient(queue).sendMessage(encode(message));
  };
  const entries = async (): Promise<Entry[]> =>
    (await readFile(logFile, 'utf8'))
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Entry);
  async function until<T>(find: () => Promise<T | undefined>, seconds = 10): Promise<T> {
    for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(20)) {
      const found = await find();
      if (found !== undefined) return found;
    }
    throw new Error(`Not seen in ${seconds} s`);
  }
  const seen = (wanted: (entry: Entry) => boolean): Promise<Entry> => until(async () => (await entries()).find(wanted));

  it('run a message once, with its dequeue count, and delete it', async () => {
    await send('work', { id: 'one' });
    await seen(({ id, done }) => id === 'one' && done === true);
    assert.deepEqual(
      (await entries()).filter(({ id }) => id === 'one').map(({ dequeueCount }) => dequeueCount),
      [1, undefined],
    );
    const queue = queues.getQueueClient('work');
    await until(async () => ((await queue.getProperties()).approximateMessagesCount === 0 ? true : undefined));
  });

  it('run the messages of a batch side by side', async () => {
    const ids = Array.from({ length: 8 }, (_, index) => `batch-${index}`);
    await Promise.all(ids.map((id) => send('work', { id, delay: 500 })));
    const done = await until(async () => {
      const all = (await entries()).filter(({ id }) => ids.includes(String(id)));
      return all.filter((entry) => entry['done']).length === ids.length ? all : undefined;
    });
    const firstDone = done.findIndex((entry) => entry['done']);
    assert.ok(firstDone > 1, 'several had started before the first was done');
  });

  it('retry a failure after visibilityTimeout, and poison it after maxDequeueCount', async () => {
    await send('work', { id: 'bad', fail: true });
    const poison = queues.getQueueClient('work-poison');
    const message = await until(async () =>
      (await poison.exists()) ? (await poison.peekMessages()).peekedMessageItems[0] : undefined,
    );
    assert.equal(message.messageText, encode({ id: 'bad', fail: true }));
    const attempts = (await entries()).filter(({ id }) => id === 'bad');
    assert.deepEqual(
      attempts.map(({ dequeueCount }) => dequeueCount),
      [1, 2, 3],
    );
    const [first, second] = attempts;
    assert.ok(Number(second?.['at']) - Number(first?.['at']) >= 900, 'the second attempt waited a second');
    await poison.clearMessages();
  });

  it('poison a message that is not base64 without running it', async () => {
    await queues.getQueueClient('work').sendMessage('{"id":"plain"}');
    const poison = queues.getQueueClient('work-poison');
    const message = await until(async () => (await poison.peekMessages()).peekedMessageItems[0]);
    assert.equal(message.messageText, '{"id":"plain"}');
    assert.equal(
      (await entries()).some(({ id }) => id === 'plain'),
      false,
    );
    await poison.clearMessages();
  });

  it('send what they return to a queue output, one message an element', async () => {
    await send('relay', { first: true });
    await seen(({ relayed }) => JSON.stringify(relayed) === '{"first":true}');
    await seen(({ relayed }) => JSON.stringify(relayed) === '{"second":true}');
  });

  it('run timers at startup and on their schedule', async () => {
    const startup = await seen(({ timer }) => timer === 'startup');
    assert.equal(startup['isPastDue'], false);
    assert.match(String(startup['next']), /-01-01T00:00:00.000Z$/);
    await seen(({ timer }) => timer === 'each-second');
  });

  it('lose no message that was in flight when the process was killed', async () => {
    const store = await startAzurite();
    const storage = QueueServiceClient.fromConnectionString(store.connectionString);
    const run = async () => {
      const child = fork(join(import.meta.dirname, 'host-process.ts'), ['event-app.ts', directory], {
        env: { ...process.env, TEST_LOG: logFile, RELAY_QUEUE: 'relay', STORAGE: store.connectionString },
      });
      await new Promise((resolve) => child.once('message', resolve));
      return child;
    };
    const first = await run();
    await storage.getQueueClient('work').sendMessage(encode({ id: 'in-flight', delay: 1500 }));
    await seen(({ id }) => id === 'in-flight');
    first.kill('SIGKILL');
    const second = await run();
    const done = await seen((entry) => entry['id'] === 'in-flight' && entry['done'] === true);
    second.kill('SIGKILL');
    await store.stop();
    assert.ok(done);
    const taken = (await entries()).filter((entry) => entry['id'] === 'in-flight' && !entry['done']);
    assert.deepEqual(
      taken.map(({ dequeueCount }) => dequeueCount),
      [1, 2],
    );
  });
});
