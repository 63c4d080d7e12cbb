import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import type { Link } from '../../../lib/stac/item.ts';
import { sharedData, sharedDataMissing } from '../../data/shared-data.ts';
import { stacApp, stacRoot, type StacApp } from '../../helpers/stac-app.ts';
import { linkOf, testCollection, testItem, type Page } from '../../helpers/stac-documents.ts';
import { stacErrors } from '../../helpers/stac-schemas.ts';

interface Linked {
  readonly links: readonly Link[];
}

describe('documents of the STAC API', () => {
  let app: StacApp;
  before(async () => {
    app = stacApp();
    await app.catalog.putCollection(
      testCollection('a b', {
        title: 'With a space',
        summaries: { platform: ['sentinel-2a'], gsd: { minimum: 10, maximum: 60 } },
      }),
    );
    await app.catalog.putItem(testItem('a b', 'é 1'));
  });
  after(() => app.close());

  const get = (path: string, headers: Record<string, string> = {}) => app.request('GET', path, { headers });

  it('the landing page links to what works', async () => {
    const page = (await get('')).json() as Linked & { conformsTo: readonly string[] };
    for (const rel of [
      'self',
      'root',
      'conformance',
      'data',
      'search',
      'service-desc',
      'service-doc',
      'child',
      'http://www.opengis.net/def/rel/ogc/1.0/queryables',
    ]) {
      const link = linkOf(page, rel);
      assert.ok(link, rel);
      const answer = await get(link.href);
      assert.equal(answer.status, 200, rel);
      assert.equal(answer.headers['content-type']?.split(';')[0], link.type?.split(';')[0], rel);
    }
    const methods = page.links.filter((link) => link.rel === 'search').map((link) => link.method);
    assert.deepEqual(methods, ['GET', 'POST']);
    assert.deepEqual((await get('/conformance')).json(), { conformsTo: page.conformsTo });
    assert.ok(page.conformsTo.includes('https://api.stacspec.org/v1.0.0/item-search'));
  });

  it('every link of every document leads somewhere', async () => {
    const seen = new Set<string>();
    const visit = async (href: string) => {
      if (seen.has(href) || !href.startsWith(stacRoot)) return;
      seen.add(href);
      const answer = await get(href);
      assert.equal(answer.status, 200, href);
      if (!answer.text.startsWith('{')) return;
      const document = answer.json() as Partial<Linked> & {
        collections?: readonly Linked[];
        features?: readonly Linked[];
      };
      const documents = [document, ...(document.collections ?? []), ...(document.features ?? [])];
      for (const link of documents.flatMap((part) => part.links ?? []))
        if (link.method !== 'POST') await visit(link.href);
    };
    await visit(stacRoot);
    assert.ok(seen.has(`${stacRoot}/collections/a%20b/items/%C3%A9%201`));
  });

  it('the description of the service is at its link in each of its media types', async () => {
    const { links } = (await get('')).json() as Linked;
    const described = links.filter(({ rel }) => rel === 'service-desc');
    assert.equal(described.length, 2);
    for (const { href, type = '' } of described)
      assert.equal((await get(href, { accept: type })).headers['content-type'], type);
  });

  it('links follow the URL that a proxy was asked for', async () => {
    const page = (
      await get('', { 'x-forwarded-host': 'eo.example.org', 'x-forwarded-proto': 'https' })
    ).json() as Linked;
    assert.equal(linkOf(page, 'self')?.href, 'https://eo.example.org/api/stac/v1');
  });

  it('an item has an ETag, and 304 for who has it', async () => {
    const path = '/collections/a%20b/items/%C3%A9%201';
    const answer = await get(path);
    const { etag = '' } = answer.headers;
    assert.match(etag, /^"[^"]+"$/);
    const again = await get(path, { 'if-none-match': `W/${etag}` });
    assert.deepEqual([again.status, again.text, again.headers['etag']], [304, '', etag]);
    assert.equal((await get(path, { 'if-none-match': '"other"' })).status, 200);
    assert.equal(
      (await get('/collections/a%20b', { 'if-none-match': (await get('/collections/a%20b')).headers['etag'] ?? '' }))
        .status,
      304,
    );
  });

  it('HEAD answers without a body, OPTIONS what browsers ask before writing', async () => {
    const head = await app.request('HEAD', '/collections/a%20b');
    assert.deepEqual([head.status, head.text], [200, '']);
    const whole = await get('/collections/a%20b');
    assert.equal(head.headers['content-length'], String(Buffer.byteLength(whole.text)));
    const options = await app.request('OPTIONS', '/search', {
      headers: { 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
    });
    assert.equal(options.status, 204);
    assert.equal(options.headers['access-control-allow-headers'], 'content-type');
    assert.match(options.headers['access-control-allow-methods'] ?? '', /POST/);
  });

  it('unknown ids are 404 problems that name them', async () => {
    for (const path of [
      '/collections/none',
      '/collections/none/queryables',
      '/collections/a%20b/items/none',
      '/collections/none/items/x',
    ]) {
      const answer = await get(path);
      assert.equal(answer.status, 404, path);
      assert.equal(answer.headers['content-type'], 'application/problem+json');
      assert.match(answer.text, /none/);
    }
  });

  it('queryables tell a collection’s own values', async () => {
    const schema = (await get('/collections/a%20b/queryables')).json() as {
      $id: string;
      properties: Record<string, Record<string, unknown>>;
    };
    assert.equal(schema.$id, `${stacRoot}/collections/a%20b/queryables`);
    assert.deepEqual(schema.properties['platform']?.['enum'], ['sentinel-2a']);
    assert.deepEqual([schema.properties['gsd']?.['minimum'], schema.properties['gsd']?.['maximum']], [10, 60]);
    const sortable = (await get('/sortables')).json() as { properties: object };
    assert.ok('datetime' in sortable.properties && !('geometry' in sortable.properties));
  });

  it('the collection shows its region', async () => {
    assert.equal(((await get('/collections/a%20b')).json() as Record<string, unknown>)['msft:region'], 'westeurope');
  });

  it('OpenAPI is 3.1, or 3.0 for who asks', async () => {
    const modern = await get('/api');
    assert.equal(modern.headers['content-type'], 'application/vnd.oai.openapi+json;version=3.1');
    assert.equal((modern.json() as { openapi: string }).openapi, '3.1.0');
    const old = await get('/api', { accept: 'application/vnd.oai.openapi+json;version=3.0' });
    assert.equal((old.json() as { openapi: string }).openapi, '3.0.3');
    assert.doesNotMatch(old.text, /"const":|"prefixItems":|"type":\[/);
    assert.match((await get('/api.html')).text, /^<!doctype html>/);
  });
});

describe('STAC documents validate', { skip: sharedDataMissing }, () => {
  let app: StacApp;
  before(() => {
    app = stacApp();
  });
  after(() => app.close());

  /** Collections and items of STAC 1.0.0 as their publishers wrote them, where the schema finds nothing wrong with them. */
  it('real collections and items come back valid', async () => {
    const files = readdirSync(sharedData('collections')).filter((file) => file.endsWith('.json'));
    const collections = files.map(
      (file) => JSON.parse(readFileSync(sharedData(`collections/${file}`), 'utf8')) as Record<string, unknown>,
    );
    let answered = 0;
    for (const collection of collections) {
      if (collection['type'] !== 'Collection' || collection['stac_version'] !== '1.0.0') continue;
      if ((await stacErrors(collection)).length > 0) continue;
      const created = await app.request('POST', '/collections', { body: collection });
      assert.ok([201, 409].includes(created.status), `${String(collection['id'])}: ${created.text}`);
      const answer = await app.request('GET', `/collections/${encodeURIComponent(String(collection['id']))}`);
      assert.deepEqual(await stacErrors(answer.json()), [], String(collection['id']));
      answered++;
    }
    assert.ok(answered > 20, `${answered} collections`);
  });

  it('real items come back valid, and the landing page too', async () => {
    const lines = ['items/harvested_real_items.ndjson', 'items/naip_1000_planetary_computer.ndjson'].flatMap((path) =>
      readFileSync(sharedData(path), 'utf8').split('\n').filter(Boolean).slice(0, 150),
    );
    const catalogued = new Set<string>();
    for (const line of lines) {
      const item = JSON.parse(line) as ReturnType<typeof testItem>;
      if (item.stac_version !== '1.0.0' || (await stacErrors(item)).length > 0) continue;
      const collection = item.collection ?? 'none';
      if (!(await app.catalog.getCollection(collection))) await app.catalog.putCollection(testCollection(collection));
      await app.catalog.putItem({ ...item, collection });
      catalogued.add(`${collection}/${item.id}`);
    }
    let found = 0;
    for (let next: string | undefined = `${stacRoot}/search?limit=100`; next !== undefined;) {
      const page = (await app.request('GET', next)).json() as Page;
      for (const item of page.features) assert.deepEqual(await stacErrors(item), [], item.id);
      found += page.features.length;
      next = linkOf(page, 'next')?.href;
    }
    assert.equal(found, catalogued.size);
    assert.ok(found > 100, `${found} items`);
    assert.deepEqual(await stacErrors((await app.request('GET', '')).json()), []);
  });
});
