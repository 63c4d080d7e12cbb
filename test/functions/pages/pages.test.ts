import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { recordFailure } from '../../../lib/jobs/failures.ts';
import { saveProgress } from '../../../lib/jobs/job-progress.ts';
import { createJob, instanceId } from '../../../lib/jobs/job-record.ts';
import { appendEntry, feedEntry } from '../../../lib/notify/feed-entry.ts';
import { saveSubscription, type Subscription } from '../../../lib/notify/subscription.ts';
import { aJob } from '../../helpers/a-job.ts';
import { pagesApp } from '../../helpers/pages-app.ts';
import { testCollection, testItem } from '../../helpers/stac-documents.ts';

const evil = `"><script>alert(1)</script><img src=x onerror='alert(2)'>`;
const rules = [{ kind: 'cog' as const, container: 'scenes', pattern: '{scene}/{asset}.tif' }];

const subscription: Subscription = {
  id: '7d1c3c0e-3f0a-4a52-9a3c-0d2f6f1f3a11',
  title: `Watch ${evil}`,
  search: { collections: ['scenes'], bbox: [9, 49, 12, 52] },
  webhook: { url: 'https://example.com/hook?token=of-its-owner', secret: 'whsec_secret' },
  origin: 'http://127.0.0.1:7071',
  created: '2026-06-01T00:00:00.000Z',
};

describe('pages', () => {
  const app = pagesApp();
  before(async () => {
    await app.catalog.putCollection(testCollection('scenes', { title: `Scenes ${evil}`, 'revisit:ingest': rules }));
    for (let day = 1; day <= 30; day += 1) {
      await app.catalog.putItem(testItem('scenes', `scene-${day}`, day));
      const item = testItem('scenes', `scene-${day}`, day);
      const changed = { collection: 'scenes', id: item.id, version: `v${day}`, change: 'created' as const };
      await appendEntry(
        app.records,
        subscription.id,
        feedEntry(item, { ...changed, eventTime: '2026-06-01T00:00:00Z' }),
      );
    }
    const bad = testItem('scenes', `evil ${evil.replaceAll('/', '')}`, 31, {
      properties: { datetime: '2024-01-31T10:00:00Z', title: evil, [evil]: evil },
      assets: {
        data: { href: 'https://imagery.blob.core.windows.net/scenes/evil/data.tif', title: evil },
        secret: { href: 'https://imagery.blob.core.windows.net/azure-webjobs-secrets/host.json' },
        script: { href: 'javascript:alert(3)' },
        elsewhere: { href: 'https://example.com/file.tif' },
      },
      links: [
        { rel: 'derived_from', href: 'javascript:alert(4)', title: evil },
        { rel: 'derived_from', href: 'https://example.com/api/stac/v1/collections/scenes/items/scene-1' },
      ],
    });
    await app.catalog.putItem(bad);
    await saveSubscription(app.records, subscription);
    const job = aJob('job-1');
    await createJob(app.records, job);
    await saveProgress(app.records, instanceId(job), 'tiles-0', { total: 3, done: 2, running: 1, failed: 0 });
    const failed = { queue: 'blob-events', message: {}, subject: `https://x/${evil}`, error: new Error(evil) };
    await recordFailure(app.records, failed, new Date('2026-06-01T00:00:00Z'));
  });
  after(() => app.close());

  const evilPath = `/collections/scenes/items/${encodeURIComponent(`evil ${evil.replaceAll('/', '')}`)}`;

  describe('each', () => {
    for (const path of ['/', '/collections/scenes', evilPath, `/feeds/${subscription.id}`]) {
      it(`${path.slice(0, 30)} runs nothing that came as data, and loads nothing from elsewhere`, async () => {
        const { status, text, headers } = await app.get(path);
        assert.equal(status, 200);
        assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'.*script-src 'self'/);
        assert.doesNotMatch(headers.get('content-security-policy') ?? '', /unsafe/);
        assert.doesNotMatch(text, /<script>|<img src=x|onerror='/);
        assert.doesNotMatch(text, /(?:href|src)="javascript:/i);
        assert.doesNotMatch(text, /\sstyle="|\son\w+="/);
        for (const [, source] of text.matchAll(/<(?:img|script|link|image)[^>]*?(?:src|href)="([^"]*)"/g))
          assert.match(source ?? '', /^\//);
      });
      it(`${path.slice(0, 30)} says its language and title, and every picture its text`, async () => {
        const { text } = await app.get(path);
        assert.match(text, /<html lang="en">/);
        assert.match(text, /<title>[^<]+<\/title>/);
        for (const [picture] of text.matchAll(/<img[^>]*>/g)) assert.match(picture, /\salt="/);
        const ids = [...text.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
        assert.equal(new Set(ids).size, ids.length);
      });
      it(`${path.slice(0, 30)} is sent once: 304 for a reader who has it`, async () => {
        const etag = (await app.get(path)).headers.get('etag') ?? '';
        const again = await app.get(path, { 'if-none-match': etag });
        assert.deepEqual([again.status, again.text], [304, '']);
      });
    }
  });

  describe('/', () => {
    it('shows how far jobs are, and looks for news every second while one runs', async () => {
      const { text } = await app.get('/');
      assert.match(text, /<progress\s+max="4"\s+value="2"/);
      assert.match(text, /2 of\s+4 tasks/);
      assert.match(text, /data-refresh="1000"/);
    });
    it('names subscriptions with their three feeds, and not where their webhooks go', async () => {
      const { text } = await app.get('/');
      const api = `/api/notify/v1/subscriptions/${subscription.id}`;
      for (const href of [`/feeds/${subscription.id}`, `${api}/feed.atom`, `${api}/entries?order=desc`])
        assert.ok(text.includes(`href="${href}"`), href);
      assert.match(text, /30 entries/);
      assert.doesNotMatch(text, /of-its-owner|whsec_/);
    });
    it('counts items and failures', async () => {
      const { text } = await app.get('/');
      assert.match(text, /<dt>Items<\/dt>\s*<dd>31<\/dd>/);
      assert.match(text, /<dt><a href="\/api\/jobs\/v1\/failures">Failures<\/a><\/dt>\s*<dd>1<\/dd>/);
    });
    it('reads well when there is nothing yet', async () => {
      const empty = pagesApp();
      const { status, text } = await empty.get('/');
      await empty.close();
      assert.equal(status, 200);
      assert.match(text, /A map appears with the first item/);
    });
  });

  describe('/feeds/{id}', () => {
    const entries = (text: string) => [...text.matchAll(/data-key="entry-(\d+)"/g)].map(([, seq]) => Number(seq));
    it('is newest first, and its cursor leads to the rest', async () => {
      const first = await app.get(`/feeds/${subscription.id}`);
      const seen = [...new Set(entries(first.text))].sort((a, b) => b - a);
      assert.deepEqual([seen.length, seen[0], seen.at(-1)], [24, 30, 7]);
      const [, older = ''] = /rel="next" href="([^"]+)"/.exec(first.text) ?? [];
      const rest = await app.get(older);
      assert.deepEqual(
        [...new Set(entries(rest.text))].sort((a, b) => b - a),
        [6, 5, 4, 3, 2, 1],
      );
      assert.doesNotMatch(rest.text, /rel="next"/);
    });
    it('follows new entries only where it begins with the newest', async () => {
      assert.match((await app.get(`/feeds/${subscription.id}`)).text, /data-refresh=/);
      assert.doesNotMatch((await app.get(`/feeds/${subscription.id}?cursor=7`)).text, /data-refresh=|<script/);
    });
    it('says where its Atom and JSON forms are, and draws the area', async () => {
      const { text } = await app.get(`/feeds/${subscription.id}`);
      assert.match(text, /<link\s+rel="alternate"\s+type="application\/atom\+xml"/);
      assert.match(text, /<link\s+rel="alternate"\s+type="application\/json"/);
      assert.match(text, /class="area"/);
    });
    it('a cursor that is none is a page that says so; an unknown feed is 404', async () => {
      const bad = await app.get(`/feeds/${subscription.id}?cursor=x`);
      assert.deepEqual([bad.status, bad.headers.get('content-type')], [400, 'text/html; charset=utf-8']);
      assert.match(bad.text, /cursor: a cursor that this feed gave/);
      assert.equal((await app.get('/feeds/none')).status, 404);
    });
  });

  describe('/collections/{collection}', () => {
    it('turns pages by a sealed token', async () => {
      const first = await app.get('/collections/scenes');
      const [, next = ''] = /rel="next" href="([^"]+)"/.exec(first.text) ?? [];
      const second = await app.get(next);
      assert.match(second.text, /scene-1</);
      assert.equal((await app.get('/collections/scenes?token=next:x.y')).status, 400);
      assert.equal((await app.get('/collections/none')).status, 404);
    });
  });

  describe('an item', () => {
    it('offers published files for download, links others, and shows what no browser may follow as text', async () => {
      const { text } = await app.get(evilPath);
      assert.equal([...text.matchAll(/href="\/downloads\//g)].length, 1);
      assert.match(text, /href="https:\/\/example\.com\/file\.tif"/);
      assert.match(text, /<code>javascript:alert\(3\)<\/code>/);
      assert.match(text, /href="\/collections\/scenes\/items\/scene-1"/);
      assert.equal((await app.get('/collections/scenes/items/none')).status, 404);
    });
  });

  describe('/downloads', () => {
    const download = (asset: string) =>
      app.get(`/downloads/${evilPath.split('/')[2]}/${evilPath.split('/')[4]}/${asset}`);
    it('leads to the blob with a signature', async () => {
      const { status, headers } = await download('data');
      assert.equal(status, 302);
      const location = new URL(headers.get('location') ?? '');
      assert.equal(
        `${location.origin}${location.pathname}`,
        'https://imagery.blob.core.windows.net/scenes/evil/data.tif',
      );
      assert.equal(location.searchParams.get('sp'), 'rl');
      assert.equal(headers.get('cache-control'), 'no-store');
    });
    it('leads nowhere else', async () => {
      for (const asset of ['secret', 'script', 'elsewhere', 'none', '__proto__', 'constructor'])
        assert.equal((await download(asset)).status, 404, asset);
    });
  });

  describe('/web', () => {
    it('keeps files for good under the version that pages name, and asks again without', async () => {
      const { text } = await app.get('/');
      const [, style = ''] = /href="(\/web\/revisit\.css[^"]*)"/.exec(text) ?? [];
      assert.match((await app.get(style)).headers.get('cache-control') ?? '', /immutable/);
      assert.equal((await app.get('/web/revisit.css')).headers.get('cache-control'), 'no-cache');
      assert.equal((await app.get('/web/none.js')).status, 404);
    });
  });
});
