import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { array, assert as check, asyncProperty, constantFrom, integer, tuple } from 'fast-check';
import { aCog } from '../../helpers/a-cog.ts';
import { startIngest, type Ingest } from './ingest-harness.ts';

const cogs = [await aCog(1), await aCog(2), await aCog(3)] as const;

/** What a reader of the catalog sees. */
async function catalogOf(ingest: Ingest) {
  const { items } = await ingest.catalog.search({ sortby: [{ field: 'id', direction: 'asc' }], limit: 100 });
  return items.map(({ id, version, json }) => ({ id, version, json }));
}

describe('a blob event', () => {
  it('makes an item whose asset is the blob', async () => {
    const ingest = await startIngest([{ pattern: '{scene}/{asset}.tif' }]);
    await ingest.deliver(await ingest.write('s1_20260101/B1.tif', cogs[0]));
    const item = await ingest.item('s1_20260101');
    assert.equal(item?.assets['B1']?.href, 'https://imagery.blob.core.windows.net/raw/s1_20260101/B1.tif');
    assert.equal(item?.properties['proj:epsg'], 32633);
    assert.equal(item?.properties.datetime, '2026-01-01T00:00:00.000Z');
    assert.equal(ingest.blobs.requests, 1);
    await ingest.close();
  });

  it('is announced once, and again only for a change', async () => {
    const ingest = await startIngest([{}]);
    const first = await ingest.write('s1/B1.tif', cogs[0]);
    await ingest.deliver(first);
    await ingest.deliver(first);
    await ingest.deliver([first, first]);
    await ingest.deliver(await ingest.write('s1/B1.tif', cogs[1]));
    await ingest.deliver(await ingest.remove('s1/B1.tif'));
    assert.deepEqual(
      ingest.sent.map(({ queue, message }) => [queue, message['change']]),
      [
        ['item-changed', 'created'],
        ['item-changed', 'updated'],
        ['item-changed', 'deleted'],
      ],
    );
    await ingest.close();
  });

  it('is announced by its redelivery when the process died after the catalog was written', async () => {
    let fails = true;
    const announced: unknown[] = [];
    const ingest = await startIngest([{}], {
      queues: {
        send: async (_queue, message) => {
          if (fails) throw new Error('killed');
          announced.push(message);
        },
      },
    });
    const event = await ingest.write('s1/B1.tif', cogs[0]);
    await assert.rejects(ingest.deliver(event));
    assert.ok(await ingest.item('s1'));
    fails = false;
    await ingest.deliver(event, 2);
    assert.equal(announced.length, 1);
    await ingest.close();
  });

  it('of a blob that no rule wants is passed over', async () => {
    const ingest = await startIngest([{ pattern: 'wanted/*.tif' }]);
    await ingest.deliver(await ingest.write('other/a.tif', cogs[0]));
    assert.deepEqual([ingest.sent, ingest.blobs.requests], [[], 0]);
    await ingest.close();
  });

  it('of a blob that has gone meanwhile leaves no item', async () => {
    const ingest = await startIngest([{}]);
    const created = await ingest.write('s1/B1.tif', cogs[0]);
    const deleted = await ingest.remove('s1/B1.tif');
    await ingest.deliver(deleted);
    await ingest.deliver(created);
    assert.equal(await ingest.item('s1'), undefined);
    await ingest.close();
  });

  it('makes one item of each file under a rule without {scene}', async () => {
    const ingest = await startIngest([{ pattern: '**' }]);
    for (const path of ['a.tif', 'x/a.tif', 'x_a.tif', 'été/a b#c.tif'])
      await ingest.deliver(await ingest.write(path, cogs[0]));
    const ids = (await catalogOf(ingest)).map(({ id }) => id);
    assert.equal(new Set(ids).size, 4);
    for (const id of ids) assert.match(id, /^[\p{L}\p{N}._-]+$/u);
    await ingest.close();
  });

  it('of a picture beside the COG gives a thumbnail', async () => {
    const ingest = await startIngest([{ pattern: '{scene}/{asset}.tif' }]);
    await ingest.deliver(await ingest.write('s1/preview.webp', 'picture'));
    assert.equal(await ingest.item('s1'), undefined);
    await ingest.deliver(await ingest.write('s1/B1.tif', cogs[0]));
    const preview = (await ingest.item('s1'))?.assets['preview'];
    assert.deepEqual([preview?.type, preview?.roles], ['image/webp', ['thumbnail']]);
    await ingest.deliver(await ingest.write('s1/B1.png', 'picture'));
    const assets = (await ingest.item('s1'))?.assets;
    assert.match(assets?.['B1']?.href ?? '', /B1\.tif$/);
    assert.match(assets?.['B1-2']?.href ?? '', /B1\.png$/);
    await ingest.close();
  });

  it('of a sidecar adds properties, links and titles; headers keep their say', async () => {
    const ingest = await startIngest([{ sidecar: 'item.json' }]);
    await ingest.deliver(await ingest.write('s1/B1.tif', cogs[0]));
    const sidecar = {
      properties: { datetime: '2020-05-05T00:00:00Z', 'eo:cloud_cover': 7, 'proj:epsg': 4326 },
      links: [
        { rel: 'derived_from', href: 'https://example.com/a' },
        { rel: 'self', href: 'https://example.com/b' },
      ],
      assets: { B1: { title: 'Red', href: 'https://evil.example', 'raster:bands': [{ statistics: { minimum: 1 } }] } },
    };
    await ingest.deliver(await ingest.write('s1/item.json', JSON.stringify(sidecar)));
    const item = await ingest.item('s1');
    assert.equal(item?.properties.datetime, '2020-05-05T00:00:00Z');
    assert.equal(item?.properties['eo:cloud_cover'], 7);
    assert.equal(item?.properties['proj:epsg'], 32633);
    assert.deepEqual(item?.links, [{ rel: 'derived_from', href: 'https://example.com/a' }]);
    assert.equal(item?.assets['B1']?.title, 'Red');
    assert.match(item?.assets['B1']?.href ?? '', /imagery/);
    assert.partialDeepStrictEqual(item?.assets['B1']?.['raster:bands'], [
      { data_type: 'uint16', statistics: { minimum: 1 } },
    ]);
    await ingest.close();
  });

  it('of a file that no name dates is dated by the blob, and says so', async () => {
    const ingest = await startIngest([{ pattern: '**' }]);
    await ingest.deliver(await ingest.write('undated.tif', cogs[0]));
    const item = await ingest.item('undated');
    assert.equal(item?.properties.datetime, '2026-01-01T00:00:00.000Z');
    assert.equal(item?.properties['revisit:datetime_source'], 'last-modified');
    await ingest.close();
  });

  it('of a scene with a date in the path makes one item a date', async () => {
    const ingest = await startIngest([{ pattern: '{scene}/{datetime}_{asset}.tif' }]);
    await ingest.deliver(await ingest.write('tile1/20200101_B1.tif', cogs[0]));
    await ingest.deliver(await ingest.write('tile1/20200201_B1.tif', cogs[1]));
    assert.deepEqual(
      (await catalogOf(ingest)).map(({ id }) => id),
      ['tile1_20200101', 'tile1_20200201'],
    );
    await ingest.close();
  });
});

describe('whatever order events come in', () => {
  const paths = ['s1/B1.tif', 's1/B2.tif', 's2/B1.tif', 's1/preview.png'];
  const step = tuple(constantFrom(...paths), integer({ min: -1, max: 2 }));

  it('the catalog ends as if each had come once, in order', async () => {
    await check(
      asyncProperty(
        array(step, { minLength: 1, maxLength: 8 }),
        array(integer({ min: 0, max: 99 }), { minLength: 4, maxLength: 12 }),
        integer({ min: 0, max: 8 }),
        async (script, order, early) => {
          const shuffled = await startIngest([{}]);
          const straight = await startIngest([{}]);
          const events: object[] = [];
          for (const [index, [path, content]] of script.entries()) {
            const cog = cogs[content];
            for (const ingest of [shuffled, straight]) {
              const event = cog ? await ingest.write(path, cog) : await ingest.remove(path);
              if (ingest === shuffled) events.push(event);
            }
            // Some come while the script still runs, in parallel with what follows.
            if (index < early) await shuffled.deliver(events[(order[index] ?? 0) % events.length]);
          }
          const twice = [...events, ...events];
          for (const at of order) twice.push(...twice.splice(at % twice.length, 1));
          for (const event of twice.toReversed()) await shuffled.deliver(event);
          // The straight one sees every blob's last state, once each.
          for (const path of paths) {
            const last = events[script.findLastIndex(([written]) => written === path)];
            if (last) await straight.deliver(last);
          }
          assert.deepEqual(await catalogOf(shuffled), await catalogOf(straight));
          await Promise.all([shuffled.close(), straight.close()]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('sixteen files of one scene at once all become its assets', async () => {
    const ingest = await startIngest([{}]);
    const events = await Promise.all(
      Array.from({ length: 16 }, async (_, index) => ingest.write(`s1/B${index}.tif`, cogs[index % 3] ?? cogs[0])),
    );
    await Promise.all([...events, ...events.toReversed()].map((event) => ingest.deliver(event)));
    assert.equal(Object.keys((await ingest.item('s1'))?.assets ?? {}).length, 16);
    const version = (await ingest.catalog.getItem('c', 's1'))?.version;
    assert.ok(ingest.sent.some(({ message }) => message['version'] === version));
    await ingest.close();
  });
});
