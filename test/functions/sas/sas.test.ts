import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { blobStore } from '../../../lib/azure/blob-store.ts';
import { storageAccount } from '../../../lib/azure/storage-account.ts';
import { startTestAzurite, testAccount, type TestAzurite } from '../../helpers/azurite.ts';
import { sasApp, type SasApp } from '../../helpers/sas-app.ts';
import { testCollection } from '../../helpers/stac-documents.ts';

const rule = { kind: 'cog', pattern: '{scene}/{asset}.tif' } as const;

interface Signed {
  readonly 'msft:expiry': string;
  readonly href: string;
  readonly token: string;
}

describe('the SAS API', () => {
  let azurite: TestAzurite;
  let app: SasApp;
  before(async () => {
    azurite = await startTestAzurite();
    const blobs = blobStore(storageAccount(azurite.connectionString));
    for (const container of ['scenes', 'private']) {
      await blobs.ensureContainer(container);
      await blobs.write(container, 'a/R&D 50%.tif', 'pixels', 'image/tiff');
    }
    app = sasApp(azurite.connectionString);
    await app.catalog.putCollection(testCollection('s2', { 'revisit:ingest': [{ ...rule, container: 'scenes' }] }));
    await app.catalog.putCollection(testCollection('bare'));
    await app.catalog.putCollection(
      testCollection('naip', { 'msft:storage_account': 'naipeuwest', 'msft:container': 'naip' }),
    );
  });
  after(async () => {
    await app.close();
    await azurite.stop();
  });

  const get = async (path: string) => app.request('GET', path);
  const signed = async (path: string) => {
    const answer = await get(path);
    assert.equal(answer.status, 200, answer.text);
    return answer.json() as Signed;
  };
  const blob = () => `${azurite.blobEndpoint}/scenes/a/R%26D%2050%25.tif`;

  it('gives the same token by container and by collection, with its expiry in whole UTC seconds', async () => {
    const byContainer = await signed(`/token/${testAccount}/scenes`);
    const byCollection = await signed('/token/s2');
    assert.deepEqual(byCollection, byContainer);
    assert.deepEqual(Object.keys(byContainer), ['msft:expiry', 'token']);
    assert.match(byContainer['msft:expiry'], /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    const left = Date.parse(byContainer['msft:expiry']) - Date.now();
    assert.ok(left > 43 * 60_000 && left <= 45 * 60_000, `${left} ms`);
    assert.equal((await fetch(`${blob()}?${byContainer.token}`)).status, 200);
  });

  it('signs the href as GDAL sends it, raw, and as browsers do, encoded', async () => {
    const raw = await signed(`/sign?href=${blob()}`);
    const encoded = await signed(`/sign?href=${encodeURIComponent(blob())}`);
    assert.equal(raw.href, encoded.href);
    assert.ok(raw.href.startsWith(`${blob()}?`));
    const answer = await fetch(raw.href);
    assert.deepEqual([answer.status, await answer.text()], [200, 'pixels']);
    assert.ok([403, 404, 409].includes((await fetch(blob())).status));
  });

  it('signs Azure’s shape of URL too', async () => {
    const href = `https://${testAccount}.blob.core.windows.net/scenes/a.tif`;
    const answer = await signed(`/sign?href=${href}`);
    assert.ok(answer.href.startsWith(`${href}?`));
    const local = `${azurite.blobEndpoint}/scenes/a/R%26D%2050%25.tif${new URL(answer.href).search}`;
    assert.equal((await fetch(local)).status, 200);
  });

  it('what is signed writes nothing', async () => {
    const { href } = await signed(`/sign?href=${blob()}`);
    const put = await fetch(href, { method: 'PUT', body: 'x', headers: { 'x-ms-blob-type': 'BlockBlob' } });
    assert.equal(put.status, 403);
  });

  it('keeps a shorter duration', async () => {
    const left = Date.parse((await signed('/token/s2?duration=5'))['msft:expiry']) - Date.now();
    assert.ok(left > 4 * 60_000 && left <= 5 * 60_000);
    const byRaw = Date.parse((await signed(`/sign?href=${blob()}&duration=5`))['msft:expiry']) - Date.now();
    assert.ok(byRaw <= 5 * 60_000);
  });

  it('leaves alone what is signed already, no blob, or in accounts that nobody publishes from', async () => {
    const again = (await signed(`/sign?href=${blob()}`)).href;
    const hrefs = [
      again,
      'https://raw.githubusercontent.com/radiantearth/stac-site/master/logo.png',
      'https://someoneelse.blob.core.windows.net/public/a.tif',
      'https://example.com/a.tif?x=1&y=2',
      's3://bucket/key.tif',
    ];
    for (const href of hrefs) {
      assert.equal((await signed(`/sign?href=${href}`)).href, href);
      assert.equal((await signed(`/sign?href=${encodeURIComponent(href)}`)).href, href);
    }
    const { searchParams } = new URL(again);
    assert.equal(
      Date.parse((await signed(`/sign?href=${again}`))['msft:expiry']),
      Date.parse(searchParams.get('se') ?? ''),
    );
  });

  it('containers that no collection publishes are 404, whether they exist or not', async () => {
    const there = await get(`/token/${testAccount}/private`);
    const absent = await get(`/token/${testAccount}/absent`);
    assert.deepEqual([there.status, absent.status], [404, 404]);
    assert.equal(there.text.replaceAll('private', '*'), absent.text.replaceAll('absent', '*'));
    assert.equal((await get(`/sign?href=${azurite.blobEndpoint}/private/a.tif`)).status, 404);
    assert.equal((await get(`/sign?href=${azurite.blobEndpoint}/scenes/../private/a.tif`)).status, 404);
    assert.equal((await get(`/sign?href=${azurite.blobEndpoint}/scenes/%2e%2e/private/a.tif`)).status, 404);
  });

  it('unknown collections, those without a container, and accounts out of reach are 404', async () => {
    for (const path of ['/token/none', '/token/bare', '/token/naip', '/token/naipeuwest/naip'])
      assert.equal((await get(path)).status, 404, path);
  });

  it('a new collection can be signed at once', async () => {
    assert.equal((await get(`/token/${testAccount}/later`)).status, 404);
    await app.catalog.putCollection(testCollection('later', { 'revisit:ingest': [{ ...rule, container: 'later' }] }));
    assert.equal((await get(`/token/${testAccount}/later`)).status, 200);
  });

  it('refuses bad parameters by field', async () => {
    for (const [path, field] of [
      ['/sign', 'href'],
      ['/token/s2?duration=1', 'duration'],
      ['/token/s2?duration=1e9', 'duration'],
      [`/sign?href=${blob()}&duration=x`, 'duration'],
    ] as const) {
      const answer = await get(path);
      assert.equal(answer.status, 400, path);
      assert.equal((answer.json() as { errors: { field: string }[] }).errors[0]?.field, field);
    }
  });

  it('may be read by browsers of any site, and kept by no cache', async () => {
    const { headers } = await get('/token/s2');
    assert.equal(headers['access-control-allow-origin'], '*');
    assert.equal(headers['cache-control'], 'no-store');
  });
});
