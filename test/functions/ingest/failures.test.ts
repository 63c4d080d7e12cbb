import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { maxDequeueCount } from '../../../functions/ingest/with-failure-record.ts';
import { listFailures } from '../../../lib/jobs/failures.ts';
import { sharedData, sharedDataMissing } from '../../data/shared-data.ts';
import { aCog } from '../../helpers/a-cog.ts';
import { startIngest, type Ingest } from './ingest-harness.ts';

async function failuresOf(ingest: Ingest, resolved = false) {
  return (await listFailures(ingest.records, { limit: 1000, resolved })).failures;
}

function poisoned(ingest: Ingest) {
  return ingest.sent.filter(({ queue }) => queue === 'blob-events-poison');
}

describe('a message that can never be processed', () => {
  it('is recorded with its reason and put on the poison queue, without being thrown', async () => {
    const ingest = await startIngest([{}]);
    const event = await ingest.write('s1/B1.tif', 'not a TIFF');
    await ingest.deliver(event);
    const [failure] = await failuresOf(ingest);
    assert.equal(failure?.queue, 'blob-events');
    assert.deepEqual(failure?.message, event);
    assert.match(failure?.reason ?? '', /s1\/B1\.tif/);
    assert.deepEqual(
      poisoned(ingest).map(({ message }) => message),
      [event],
    );
    await ingest.close();
  });

  it('names the bad fields', async () => {
    const ingest = await startIngest([{ pattern: '{scene}_{datetime}.tif' }]);
    await ingest.deliver({ id: 'x', eventType: 'Microsoft.Storage.BlobCreated', data: {} });
    await ingest.deliver(await ingest.write('a_99999999.tif', await aCog()));
    assert.deepEqual((await failuresOf(ingest)).map(({ fields }) => fields.map(({ field }) => field)).toReversed(), [
      ['time'],
      ['datetime'],
    ]);
    await ingest.close();
  });

  it('in a batch does not hold up the others', async () => {
    const ingest = await startIngest([{}]);
    await ingest.deliver([
      await ingest.write('s1/B1.tif', 'bad'),
      { id: '' },
      await ingest.write('s2/B1.tif', await aCog()),
    ]);
    assert.ok(await ingest.item('s2'));
    assert.equal((await failuresOf(ingest)).length, 2);
    await ingest.close();
  });

  it('counts up when it fails again, and is resolved by a later success', async () => {
    const ingest = await startIngest([{}]);
    const bad = await ingest.write('s1/B1.tif', 'bad');
    await ingest.deliver(bad);
    await ingest.deliver(bad);
    assert.deepEqual(
      (await failuresOf(ingest)).map(({ attempts }) => attempts),
      [2],
    );
    await ingest.deliver(await ingest.write('s1/B1.tif', await aCog()));
    assert.deepEqual(await failuresOf(ingest), []);
    assert.ok((await failuresOf(ingest, true))[0]?.resolved);
    await ingest.close();
  });

  it('takes the asset away whose blob was overwritten with rubbish', async () => {
    const ingest = await startIngest([{}]);
    await ingest.deliver(await ingest.write('s1/B1.tif', await aCog()));
    await ingest.deliver(await ingest.write('s1/B2.tif', await aCog()));
    await ingest.deliver(await ingest.write('s1/B2.tif', ''));
    assert.deepEqual(Object.keys((await ingest.item('s1'))?.assets ?? {}), ['B1']);
    assert.equal((await failuresOf(ingest)).length, 1);
    await ingest.close();
  });
});

describe('a message that fails for now', () => {
  it('has as many attempts as host.json gives it', () => {
    const host = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', '..', 'host.json'), 'utf8')) as {
      extensions: { queues: { maxDequeueCount: number } };
    };
    assert.equal(maxDequeueCount, host.extensions.queues.maxDequeueCount);
  });

  it('is thrown for the host to try again, and recorded at the last attempt', async () => {
    const ingest = await startIngest([{}], {
      queues: { send: async () => Promise.reject(new Error('queue service is down')) },
    });
    const event = await ingest.write('s1/B1.tif', await aCog());
    await assert.rejects(ingest.deliver(event, 4), /down/);
    assert.deepEqual(await failuresOf(ingest), []);
    await assert.rejects(ingest.deliver(event, 5), /down/);
    const [failure] = await failuresOf(ingest);
    assert.equal(failure?.reason, 'queue service is down');
    assert.deepEqual(failure.message, event);
    await ingest.close();
  });
});

describe('corrupt blobs', { skip: sharedDataMissing }, () => {
  it('are each a recorded failure or an item, in bounded memory', async () => {
    const ingest = await startIngest([{ pattern: '**' }]);
    const folder = sharedData('rasters/corrupt');
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    assert.ok(files.length > 90);
    for (const file of files)
      await ingest.deliver(await ingest.write(`${file.name}.bin`, readFileSync(`${file.parentPath}/${file.name}`)));
    const failed = (await failuresOf(ingest)).length;
    const { items } = await ingest.catalog.search({ sortby: [{ field: 'id', direction: 'asc' }], limit: 1000 });
    assert.equal(failed + items.length, files.length);
    assert.ok(failed > 40, `${failed} failed`);
    assert.ok(process.memoryUsage().rss < 700e6);
    await ingest.close();
  });
});
