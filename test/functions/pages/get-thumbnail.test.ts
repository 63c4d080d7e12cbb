import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { epsgCrs } from '../../../lib/geo/crs.ts';
import { writeCog } from '../../../lib/raster/cog-writer.ts';
import type { Asset } from '../../../lib/stac/item.ts';
import { sharedData, sharedDataMissing } from '../../data/shared-data.ts';
import { pagesApp } from '../../helpers/pages-app.ts';
import { testCollection, testItem } from '../../helpers/stac-documents.ts';

const tiff = 'image/tiff; application=geotiff; profile=cloud-optimized';
const url = (path: string) => `https://imagery.blob.core.windows.net/${path}`;
const band = (common: string, path: string): Asset => ({
  href: url(path),
  type: tiff,
  roles: ['data'],
  'eo:bands': [{ name: common, common_name: common }],
  'raster:bands': [{ data_type: 'uint16' }],
});

/** 1000 × 600 pixels of one value on the left half, nodata on the right. */
function halfCog(value: number): Promise<Uint8Array> {
  const [width, height] = [1000, 600];
  return writeCog(
    {
      width,
      height,
      dtype: 'uint16',
      bands: [{}],
      nodata: 0,
      crs: epsgCrs(32633),
      transform: [10, 0, 5e5, 0, -10, 5e6],
    },
    [Uint16Array.from({ length: width * height }, (_, at) => (at % width < 500 ? value + (at % 7) : 0))],
  );
}

describe('GET /thumbnails/{collection}/{item}.webp', () => {
  const app = pagesApp();
  const rules = [{ kind: 'cog' as const, container: 'scenes', pattern: '{scene}/{asset}.tif' }];
  before(() => app.catalog.putCollection(testCollection('scenes', { 'revisit:ingest': rules })));
  after(() => app.close());

  const put = async (id: string, assets: Record<string, Asset>) => {
    await app.catalog.putItem(testItem('scenes', id, 1, { assets }));
    return `/thumbnails/scenes/${id}.webp`;
  };
  const pixels = async (bytes: Uint8Array) => {
    const { data, info } = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    const at = (x: number, y: number) => [...data.subarray((y * info.width + x) * 4, (y * info.width + x) * 4 + 4)];
    return { width: info.width, height: info.height, at };
  };
  const isPlaceholder = ({ status, headers }: Awaited<ReturnType<typeof app.get>>) =>
    status === 200 && headers.get('content-type') === 'image/svg+xml';

  it("an item's own picture, at most 256 pixels an edge", async () => {
    const picture = await sharp({ create: { width: 900, height: 300, channels: 3, background: '#ff0000' } })
      .jpeg()
      .toBuffer();
    await app.blobs.write('scenes', 'own/thumbnail.jpg', new Uint8Array(picture), 'image/jpeg');
    const path = await put('own', {
      thumbnail: { href: url('scenes/own/thumbnail.jpg'), type: 'image/jpeg', roles: ['thumbnail'] },
      red: band('red', 'scenes/own/none.tif'),
    });
    const answer = await app.get(path);
    assert.equal(answer.headers.get('content-type'), 'image/webp');
    const { width, height, at } = await pixels(answer.bytes);
    assert.deepEqual([width, height], [256, 85]);
    assert.ok((at(100, 40)[0] ?? 0) > 240);
  });

  it('red, green and blue by their common names; transparent where there is nothing', async () => {
    await app.blobs.write('scenes', 'rgb/a.tif', await halfCog(3000), tiff);
    await app.blobs.write('scenes', 'rgb/b.tif', await halfCog(2000), tiff);
    await app.blobs.write('scenes', 'rgb/c.tif', await halfCog(1000), tiff);
    const path = await put('rgb', {
      scl: { href: url('scenes/rgb/scl.tif'), type: tiff, roles: ['data'] },
      x: band('blue', 'scenes/rgb/c.tif'),
      y: band('green', 'scenes/rgb/b.tif'),
      z: band('red', 'scenes/rgb/a.tif'),
    });
    const requests = app.blobs.requests;
    const { bytes } = await app.get(path);
    // Headers and a few overview tiles of three files.
    assert.ok(app.blobs.requests - requests <= 9, `${app.blobs.requests - requests} requests`);
    const { width, height, at } = await pixels(bytes);
    assert.deepEqual([width, height], [256, 154]);
    assert.equal(at(200, 77)[3], 0);
    assert.equal(at(60, 77)[3], 255);
    const again = app.blobs.requests;
    await app.get(path);
    assert.equal(app.blobs.requests, again, 'kept');
  });

  it('has the version as its ETag, and is kept for good under it', async () => {
    const stored = await app.catalog.getItem('scenes', 'rgb');
    const { headers } = await app.get(`/thumbnails/scenes/rgb.webp?v=${encodeURIComponent(stored?.version ?? '')}`);
    assert.match(headers.get('cache-control') ?? '', /immutable/);
    assert.equal((await app.get('/thumbnails/scenes/rgb.webp')).headers.get('cache-control'), 'public, max-age=60');
    const fresh = await app.get('/thumbnails/scenes/rgb.webp', { 'if-none-match': headers.get('etag') ?? '' });
    assert.equal(fresh.status, 304);
  });

  it('a neutral picture, soon asked for again, where there is nothing to see or nothing to read', async () => {
    await app.blobs.write('scenes', 'bad/a.tif', new Uint8Array(5000).fill(7), tiff);
    await app.blobs.write('scenes', 'bad/t.png', 'not a picture', 'image/png');
    await app.blobs.write(
      'scenes',
      'bad/t.svg',
      '<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
      'image/svg+xml',
    );
    const cases: Record<string, Record<string, Asset>> = {
      nothing: {},
      damaged: { red: band('red', 'scenes/bad/a.tif') },
      gone: { red: band('red', 'scenes/bad/none.tif') },
      'no-picture': { thumbnail: { href: url('scenes/bad/t.png'), type: 'image/png', roles: ['thumbnail'] } },
      vector: { thumbnail: { href: url('scenes/bad/t.svg'), type: 'image/svg+xml', roles: ['thumbnail'] } },
      elsewhere: { thumbnail: { href: 'https://example.com/t.png', type: 'image/png', roles: ['thumbnail'] } },
    };
    for (const [id, assets] of Object.entries(cases)) {
      const answer = await app.get(await put(id, assets));
      assert.ok(isPlaceholder(answer), id);
      assert.equal(answer.headers.get('cache-control'), 'public, max-age=20');
    }
  });

  it('never shows what no collection publishes', async () => {
    const picture = await sharp({ create: { width: 9, height: 9, channels: 3, background: '#00ff00' } })
      .png()
      .toBuffer();
    await app.blobs.write('private', 'p.png', new Uint8Array(picture), 'image/png');
    const requests = app.blobs.requests;
    const path = await put('peek', {
      thumbnail: { href: url('private/p.png'), type: 'image/png', roles: ['thumbnail'] },
    });
    assert.ok(isPlaceholder(await app.get(path)));
    assert.equal(app.blobs.requests, requests);
  });

  it('404 for an item that is not there', async () => {
    assert.equal((await app.get('/thumbnails/scenes/none.webp')).status, 404);
  });

  it('a picture of every real file', { skip: sharedDataMissing }, async () => {
    const files = ['pairs/sentinel2_cog_scene', 'timeseries/landsat8_ny_2018'];
    const found = files.flatMap((folder) =>
      globSync('**/*.{tif,tiff,TIF}', { cwd: sharedData(folder) })
        .slice(0, 3)
        .map((file) => `${folder}/${file}`),
    );
    assert.ok(found.length > 0);
    for (const [index, file] of found.entries()) {
      await app.blobs.write('scenes', `real/${index}.tif`, new Uint8Array(await readFile(sharedData(file))), tiff);
      const path = await put(`real-${index}`, { data: { href: url(`scenes/real/${index}.tif`), type: tiff } });
      const answer = await app.get(path);
      assert.equal(answer.headers.get('content-type'), 'image/webp', file);
      const { width, height } = await pixels(answer.bytes);
      assert.ok(Math.max(width, height) <= 256, file);
    }
  });
});
