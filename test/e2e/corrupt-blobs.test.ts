import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { ContainerClient } from '@azure/storage-blob';
import { QueueServiceClient } from '@azure/storage-queue';
import type { Failure } from '../../lib/jobs/failures.ts';
import { sharedData, sharedDataMissing } from '../data/shared-data.ts';
import { aCog } from '../helpers/a-cog.ts';
import { aCollection, allFailures, allItems, ask, call } from '../helpers/stack-api.ts';
import { eventually, startTestStack, storageConnection, storageOf, testHome } from '../helpers/stack.ts';
import type { TestHome, TestStack } from '../helpers/stack.ts';

const text = (value: string) => new TextEncoder().encode(value);

describe('Blobs that are not what their names say', () => {
  let home: TestHome;
  let stack: TestStack;
  let container: ContainerClient;
  const written = new Map<string, Uint8Array>();
  let failures: readonly Failure[] = [];
  let probes: Promise<readonly number[]>;
  const ended = new AbortController();

  before(async () => {
    home = await testHome({ played: true });
    stack = await startTestStack(home);
    await ask(`${stack.url}/api/stac/v1/collections`, 'POST', aCollection('odd', { pattern: '**' }));
    container = storageOf(home).getContainerClient('odd');
    await container.createIfNotExists();

    const whole = await aCog();
    written.set('good.tif', whole);
    written.set('empty.tif', new Uint8Array());
    written.set('text.tif', text('This is no raster.'));
    written.set('header-only.tif', whole.slice(0, 8));
    written.set('cut-in-the-directory.tif', whole.slice(0, 200));
    written.set('loop.tif', loopOfDirectories());
    if (!sharedDataMissing) {
      for (const path of globSync('**/*.tif', { cwd: sharedData('rasters/corrupt') })) {
        written.set(`corrupt/${path}`, readFileSync(sharedData(`rasters/corrupt/${path}`)));
      }
    }
    probes = probe(stack.url, ended.signal);
    for (const [name, bytes] of written) await container.getBlockBlobClient(name).upload(bytes, bytes.length);
  });
  after(() => stack.stop());

  it('each become a failure with a reason or an item that can be read, and the stack goes on answering', async () => {
    await eventually(
      'a fate for each',
      async () => {
        failures = await allFailures(stack.url);
        const items = await allItems(stack.url, 'odd');
        return failures.length + items.length >= written.size ? true : undefined;
      },
      { everyMs: 250 },
    );
    const items = await allItems(stack.url, 'odd');
    const fates = [
      ...failures.map((failure) => failure.subject.slice(failure.subject.indexOf('odd/') + 4)),
      ...items.flatMap((item) =>
        Object.values(item.assets).map(({ href }) => decodeURIComponent(href.split('/odd/')[1] ?? '')),
      ),
    ];
    assert.deepEqual(fates.toSorted(byName), [...written.keys()].toSorted(byName));
    for (const { reason, queue, attempts, subject } of failures) {
      assert.equal(queue, 'blob-events');
      // An event may come twice; what can't be read is not tried over and over.
      assert.ok(attempts <= 2, `${subject} was tried ${attempts} times: ${reason}`);
      assert.ok(reason.length > 20 && reason.includes('.tif'), reason);
      assert.doesNotMatch(reason, /undefined|is not a function|Cannot read|out of memory|Invalid array length/i);
    }
    assert.ok(items.some((item) => item.id === 'good'));
    const refused = failures.map((failure) => basename(failure.subject));
    for (const name of ['empty.tif', 'text.tif', 'header-only.tif', 'cut-in-the-directory.tif', 'loop.tif'])
      assert.ok(refused.includes(name), `${name} was taken in`);
  });

  it('never kept a reader waiting or the process growing', async () => {
    ended.abort();
    const statuses = await probes;
    // How many depends on how soon the files were done with.
    assert.ok(statuses.length > 0);
    assert.deepEqual(new Set(statuses), new Set([200]));
    const memory = /VmHWM:\s+(\d+) kB/.exec(readStatus(stack.child.pid))?.[1];
    if (memory !== undefined) assert.ok(Number(memory) < 1_500_000, `${memory} kB at most`);
  });

  it('lie on the poison queue, one message an attempt', async () => {
    const poison = QueueServiceClient.fromConnectionString(storageConnection(home)).getQueueClient(
      'blob-events-poison',
    );
    const { approximateMessagesCount } = await poison.getProperties();
    assert.equal(
      approximateMessagesCount,
      failures.reduce((sum, { attempts }) => sum + attempts, 0),
    );
  });

  it('fail again when replayed as they are, and are listed again, not twice', async () => {
    const [failure] = failures;
    assert.ok(failure);
    const answer = await call(`${stack.url}/api/jobs/v1/failures/${failure.id}/replay`, 'POST');
    assert.equal(answer.status, 202);
    const again = await eventually('the failure again', async () =>
      (await allFailures(stack.url)).find(({ id, attempts }) => id === failure.id && attempts > failure.attempts),
    );
    assert.equal(again.reason, failure.reason);
    assert.equal((await allFailures(stack.url)).length, failures.length);
  });

  it('are items, and failures no longer, once a good file takes their place', async () => {
    const good = await aCog(3);
    await container.getBlockBlobClient('text.tif').upload(good, good.length);
    await eventually('the item', async () =>
      (await allItems(stack.url, 'odd')).some((item) => item.id === 'text') ? true : undefined,
    );
    const left = await eventually('one failure fewer', async () => {
      const found = await allFailures(stack.url);
      return found.length < failures.length ? found : undefined;
    });
    assert.ok(left.every(({ subject }) => !subject.endsWith('/text.tif')));
  });

  it('are failures no longer once they are deleted', async () => {
    await container.deleteBlob('empty.tif');
    await eventually('two failures fewer', async () =>
      (await allFailures(stack.url)).length === failures.length - 2 ? true : undefined,
    );
  });

  it('and messages that are no events are failures too', async () => {
    const queue = QueueServiceClient.fromConnectionString(storageConnection(home)).getQueueClient('blob-events');
    const messages = ['not JSON', '{}', '[]', '{"eventType":"Microsoft.Storage.BlobCreated"}', 'null'];
    const before = (await allFailures(stack.url)).length;
    for (const message of messages) await queue.sendMessage(Buffer.from(message).toString('base64'));
    const listed = await eventually('a failure for each', async () => {
      const found = await allFailures(stack.url);
      return found.length >= before + 4 ? found : undefined;
    });
    for (const failure of listed.slice(0, 4)) assert.ok(failure.reason.length > 10, JSON.stringify(failure));
  });
});

/** Asks for search again and again, each time at most five seconds. */
async function probe(base: string, signal: AbortSignal): Promise<readonly number[]> {
  const statuses: number[] = [];
  while (!signal.aborted) {
    const status = await fetch(`${base}/api/stac/v1/search?limit=1`, { signal: AbortSignal.timeout(5_000) }).then(
      async (answer) => {
        await answer.arrayBuffer();
        return answer.status;
      },
      () => 0,
    );
    statuses.push(status);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return statuses;
}

/** A TIFF whose first directory names itself as the next. */
function loopOfDirectories(): Uint8Array {
  const bytes = new Uint8Array(64);
  const view = new DataView(bytes.buffer);
  bytes.set([0x49, 0x49, 42, 0]);
  view.setUint32(4, 8, true);
  view.setUint16(8, 1, true);
  view.setUint16(10, 256, true);
  view.setUint16(12, 4, true);
  view.setUint32(14, 1, true);
  view.setUint32(18, 16, true);
  view.setUint32(22, 8, true);
  return bytes;
}

function byName(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Empty where there is no /proc. */
function readStatus(pid: number | undefined): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}
