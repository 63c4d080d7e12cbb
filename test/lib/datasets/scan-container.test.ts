import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { blobStore, type BlobStore } from '../../../lib/azure/blob-store.ts';
import { storageAccount } from '../../../lib/azure/storage-account.ts';
import type { Catalog } from '../../../lib/catalog/catalog.ts';
import { openSqliteCatalog } from '../../../lib/catalog/sqlite-catalog.ts';
import { scanContainer } from '../../../lib/datasets/scan-container.ts';
import { parseBlobEvents } from '../../../lib/events/parse-blob-events.ts';
import type { ContainerScan } from '../../../lib/events/queues.ts';
import { startTestAzurite } from '../../helpers/azurite.ts';

describe('scanContainer', () => {
  let azurite: Awaited<ReturnType<typeof startTestAzurite>>;
  let blobs: BlobStore;
  let catalog: Catalog;
  const sent: { readonly queue: string; readonly message: unknown }[] = [];
  const queues = { send: async (queue: string, message: unknown) => void sent.push({ queue, message }) };
  const wanted = Array.from({ length: 1003 }, (_, index) => `scene-${String(index).padStart(4, '0')}/B04 #1.tif`);

  before(async () => {
    azurite = await startTestAzurite();
    blobs = blobStore(storageAccount(azurite.connectionString));
    catalog = openSqliteCatalog(':memory:');
    await catalog.putCollection({
      type: 'Collection',
      stac_version: '1.0.0',
      id: 'late',
      description: 'made after its blobs',
      license: 'various',
      extent: { spatial: { bbox: [[-180, -90, 180, 90]] }, temporal: { interval: [[null, null]] } },
      links: [],
      'revisit:ingest': [{ kind: 'cog', container: 'late', pattern: '{scene}/{asset}.tif' }],
    });
    await blobs.ensureContainer('late');
    for (let from = 0; from < wanted.length; from += 50) {
      await Promise.all(wanted.slice(from, from + 50).map((path) => blobs.write('late', path, 'x', 'image/tiff')));
    }
    await blobs.write('late', 'readme.txt', 'x', 'text/plain');
  });
  after(async () => {
    await catalog.close();
    await azurite.stop();
  });

  it('announces every blob that a rule wants, a page a message, as if it had just been written', async () => {
    let next: ContainerScan | undefined = { container: 'late' };
    let pages = 0;
    while (next) {
      sent.length = 0;
      await scanContainer({ catalog, blobs, queues }, next);
      pages += 1;
      for (const { queue, message } of sent) {
        if (queue !== 'blob-events') continue;
        const [event] = parseBlobEvents(message);
        assert.equal(event?.type, 'created');
        assert.equal(event.container, 'late');
        assert.equal(event.path, wanted[seen.size]);
        assert.equal(event.eTag, (await blobs.head(event))?.eTag);
        seen.add(event.path);
      }
      next = sent.find(({ queue }) => queue === 'container-scans')?.message as ContainerScan | undefined;
    }
    assert.equal(pages, 2);
    assert.equal(seen.size, wanted.length);
  });
  const seen = new Set<string>();

  it('finds nothing in a container that is not there', async () => {
    assert.deepEqual(await scanContainer({ catalog, blobs, queues }, { container: 'missing' }), { announced: 0 });
  });
});
