import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { stacApp, stacRoot, type StacApp } from '../../helpers/stac-app.ts';
import { linkOf, testCollection, testItem, type Page } from '../../helpers/stac-documents.ts';

interface Problem {
  readonly status: number;
  readonly errors: readonly { readonly field: string }[];
}

describe('search', () => {
  let app: StacApp;
  before(async () => {
    app = stacApp();
    await app.catalog.putCollection(testCollection('a'));
    await app.catalog.putCollection(testCollection('b'));
    for (let day = 1; day <= 25; day++) await app.catalog.putItem(testItem('a', `a-${day}`, day));
    for (let day = 1; day <= 5; day++) await app.catalog.putItem(testItem('b', `b-${day}`, day));
  });
  after(() => app.close());

  const get = async (path: string) => (await app.request('GET', path)).json() as Page;
  const post = async (body: unknown) => (await app.request('POST', '/search', { body })).json() as Page;
  const idsOf = (page: Page) => page.features.map((item) => item.id);

  /** Follows links of one relation to the end, as a client does. */
  async function follow(page: Page, rel: 'next' | 'prev'): Promise<readonly Page[]> {
    const link = linkOf(page, rel);
    if (!link) return [];
    const answer = await app.request(
      link.method ?? 'GET',
      link.href,
      link.body === undefined ? {} : { body: link.body },
    );
    assert.equal(answer.status, 200, answer.text);
    const next = answer.json() as Page;
    return [next, ...(await follow(next, rel))];
  }

  it('works without any parameter, newest first, over all collections', async () => {
    const page = await get('/search');
    assert.equal(page.numberReturned, 30);
    assert.equal(page.features[0]?.id, 'a-25');
    assert.equal(linkOf(page, 'next'), undefined);
  });

  it('answers GeoJSON whose items link to themselves, their collection and the root', async () => {
    const answer = await app.request('GET', '/search?ids=a-3');
    assert.equal(answer.headers['content-type'], 'application/geo+json');
    assert.equal(answer.headers['access-control-allow-origin'], '*');
    const item = (answer.json() as Page).features[0]!;
    assert.equal(linkOf(item, 'self')?.href, `${stacRoot}/collections/a/items/a-3`);
    assert.equal(linkOf(item, 'collection')?.href, `${stacRoot}/collections/a`);
    assert.equal(linkOf(item, 'parent')?.href, `${stacRoot}/collections/a`);
    assert.equal(linkOf(item, 'root')?.href, stacRoot);
    assert.equal(linkOf(item, 'license')?.href, 'https://example.com/licence');
  });

  it('means the same by GET and POST', async () => {
    const body = {
      collections: ['a'],
      bbox: [9, 49, 11, 51],
      datetime: '2024-01-05/2024-01-08',
      sortby: [{ field: 'id', direction: 'asc' }],
    };
    const expected = ['a-5', 'a-6', 'a-7', 'a-8'];
    assert.deepEqual(idsOf(await post(body)), expected);
    assert.deepEqual(
      idsOf(await get('/search?collections=a&bbox=9,49,11,51&datetime=2024-01-05/2024-01-08&sortby=id')),
      expected,
    );
  });

  it('filters and sorts by what lies outside of properties', async () => {
    const filter = encodeURIComponent("assets.B04.href LIKE '%/a-3.tif' AND stac_version = '1.0.0'");
    assert.deepEqual(idsOf(await get(`/search?filter=${filter}`)), ['a-3']);
    assert.deepEqual(idsOf(await get(`/search?filter=assets.B05.href IS NOT NULL`)), []);
    assert.deepEqual(idsOf(await get('/search?sortby=-assets.B04.href&limit=2')), ['b-5', 'b-4']);
  });

  it('filters by CQL2 text and JSON and by query', async () => {
    const text = encodeURIComponent('"eo:cloud_cover" < 3 and collection = \'b\'');
    assert.deepEqual(idsOf(await get(`/search?filter=${text}`)).sort(), ['b-1', 'b-2']);
    const filter = {
      op: 'and',
      args: [
        { op: '<', args: [{ property: 'eo:cloud_cover' }, 3] },
        { op: '=', args: [{ property: 'collection' }, 'b'] },
      ],
    };
    assert.deepEqual(idsOf(await post({ filter })).sort(), ['b-1', 'b-2']);
    assert.deepEqual(idsOf(await post({ collections: ['b'], query: { 'eo:cloud_cover': { lt: 3 } } })).sort(), [
      'b-1',
      'b-2',
    ]);
  });

  it('gives the parts that fields asks for', async () => {
    const page = await get('/search?ids=a-3&fields=id,properties.eo:cloud_cover,-geometry');
    assert.deepEqual(page.features[0], { id: 'a-3', collection: 'a', properties: { 'eo:cloud_cover': 3 } });
  });

  it('pages by GET through every item once, and back', async () => {
    const first = await get('/collections/a/items?limit=10&sortby=id');
    const rest = await follow(first, 'next');
    const all = [first, ...rest].flatMap(idsOf);
    assert.equal(rest.length, 2);
    assert.equal(new Set(all).size, 25);
    const back = await follow(rest[1]!, 'prev');
    assert.deepEqual(back.map(idsOf), [idsOf(rest[0]!), idsOf(first)]);
  });

  it('pages by POST with a whole body in the link, for clients that don’t merge', async () => {
    const body = { collections: ['a'], limit: 7, 'x-client': 'extra' };
    const first = await post(body);
    const next = linkOf(first, 'next');
    assert.ok(next);
    assert.equal(next.method, 'POST');
    assert.equal(next.merge, false);
    const { token, ...rest } = next.body as { readonly token: string };
    assert.match(token, /^next:/);
    assert.deepEqual(rest, body);
    const all = [first, ...(await follow(first, 'next'))].flatMap(idsOf);
    assert.equal(all.length, 25);
    assert.equal(new Set(all).size, 25);
  });

  it('keeps every parameter in next links', async () => {
    const page = await get('/search?collections=a&limit=2&fields=id&datetime=2024-01-01/..&filter-lang=cql2-text');
    const href = new URL(linkOf(page, 'next')!.href);
    assert.equal(href.origin + href.pathname, `${stacRoot}/search`);
    assert.deepEqual([...href.searchParams.keys()].sort(), [
      'collections',
      'datetime',
      'fields',
      'filter-lang',
      'limit',
      'token',
    ]);
  });

  it('defaults to 10 items of a collection', async () => {
    assert.equal((await get('/collections/a/items')).numberReturned, 10);
  });

  it('splices the catalog’s text: links come first', async () => {
    const stored = await app.catalog.getItem('a', 'a-1');
    assert.ok(stored?.json.startsWith('{"links":['));
  });

  describe('refuses by field', () => {
    const refused = async (answer: Awaited<ReturnType<StacApp['request']>>, field: string) => {
      const problem = answer.json() as Problem;
      assert.equal(answer.status, 400, answer.text);
      assert.equal(answer.headers['content-type'], 'application/problem+json');
      assert.ok(
        problem.errors.some((error) => error.field.startsWith(field)),
        answer.text,
      );
    };
    for (const [query, field] of [
      ['limit=0', 'limit'],
      ['limit=10abc', 'limit'],
      ['bbox=1,2,3', 'bbox'],
      ['bbox=0,50,1,40', 'bbox'],
      ['datetime=yesterday', 'datetime'],
      ['datetime=2024-02-01/2024-01-01', 'datetime'],
      ['intersects={"type":"Point"}', 'intersects'],
      ['filter=eo:cloud_cover <<', 'filter'],
      ['token=next:abc', 'token'],
      ['token=x', 'token'],
    ] as const)
      it(query, async () => refused(await app.request('GET', `/search?${encodeURI(query)}`), field));

    it('a token of another search', async () => {
      const href = new URL(linkOf(await get('/search?collections=a&limit=2'), 'next')!.href);
      href.searchParams.set('collections', 'b');
      await refused(await app.request('GET', href.href), 'token');
    });
    it('a token changed in one place', async () => {
      const link = linkOf(await get('/search?limit=2'), 'next')!;
      const token = new URL(link.href).searchParams.get('token')!;
      for (const at of [5, 8, 20, token.length - 3]) {
        const changed = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
        await refused(await app.request('GET', `/search?limit=2&token=${encodeURIComponent(changed)}`), 'token');
      }
    });
    it('a token of the other direction', async () => {
      const token = new URL(linkOf(await get('/search?limit=2'), 'next')!.href).searchParams.get('token')!;
      await refused(await app.request('GET', `/search?limit=2&token=${token.replace('next', 'prev')}`), 'token');
    });
    it('text that is no JSON', async () => refused(await app.request('POST', '/search', { body: '{' }), 'body'));
    it('a body that is no object', async () => refused(await app.request('POST', '/search', { body: '[1]' }), 'body'));
    it('a filter 100,000 levels deep', async () => {
      const body = `{"filter":${'{"op":"not","args":['.repeat(100_000)}true${']}'.repeat(100_000)}}`;
      await refused(await app.request('POST', '/search', { body }), 'filter');
    });
    it('items of another collection than the path’s', async () =>
      refused(await app.request('GET', '/collections/a/items?collections=b'), 'collections'));
  });

  it('a body over 8 MiB is 413', async () => {
    const answer = await app.request('POST', '/search', { body: `"${'x'.repeat(8 * 1024 * 1024)}"` });
    assert.equal(answer.status, 413);
  });
  it('items of an unknown collection are 404', async () => {
    assert.equal((await app.request('GET', '/collections/none/items')).status, 404);
  });
});
