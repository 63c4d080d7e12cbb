import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { saveProgress } from '../../lib/jobs/job-progress.ts';
import { createJob, instanceId, updateJob } from '../../lib/jobs/job-record.ts';
import { appendEntry, feedEntry } from '../../lib/notify/feed-entry.ts';
import { saveSubscription } from '../../lib/notify/subscription.ts';
import { aJob } from '../helpers/a-job.ts';
import { pagesApp } from '../helpers/pages-app.ts';
import { testCollection, testItem } from '../helpers/stac-documents.ts';

const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const skip = existsSync(executablePath) ? false : 'no Chromium: install it, or name it in CHROMIUM_PATH';

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const subscription = {
  id: '7d1c3c0e-3f0a-4a52-9a3c-0d2f6f1f3a11',
  title: 'Watch',
  search: { bbox: [9, 49, 12, 52] },
  origin: 'http://127.0.0.1:7071',
  created: '2026-06-01T00:00:00.000Z',
};

/** Runs in the page: what a screen reader has no name for. */
const nameless = `[...document.querySelectorAll('a, progress, img')]
  .filter((shown) => !shown.textContent.trim() && !shown.hasAttribute('aria-label') && !shown.hasAttribute('alt'))
  .map((shown) => shown.outerHTML)`;

describe('pages in a browser', { skip, timeout: 120_000 }, () => {
  const app = pagesApp();
  const profile = mkdtempSync(join(tmpdir(), 'revisit-browser-'));
  const job = aJob('job-1');
  let browser: BrowserContext;
  let base = '';
  let complaints: string[] = [];

  before(async () => {
    await app.catalog.putCollection(testCollection('scenes'));
    await app.catalog.putItem(testItem('scenes', '<script>document.title = "ran"</script>'));
    await saveSubscription(app.records, subscription);
    await createJob(app.records, job);
    // Something runs all the time, so that the page looks for news every second.
    await createJob(app.records, aJob('job-2', { created: '2026-05-01T00:00:00.000Z' }));
    base = await app.listen();
    browser = await chromium.launchPersistentContext(profile, { executablePath, headless: true, args });
  });
  after(async () => {
    await browser.close();
    await app.close();
    rmSync(profile, { recursive: true, force: true });
  });

  /** A page that complains of every error and of every request to another host. */
  const open = async (path: string): Promise<Page> => {
    complaints = [];
    const page = await browser.newPage();
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => !request.url().startsWith(base) && complaints.push(request.url()));
    await page.goto(`${base}${path}`, { waitUntil: 'networkidle' });
    return page;
  };
  const progressed = (tasks: number) =>
    saveProgress(app.records, instanceId(job), 'tiles-0', { total: 3, done: tasks, running: 1, failed: 0 });

  it("a job's bar moves and ends without the page being loaded again", async () => {
    const page = await open('/');
    const bar = page.locator('li[data-key="job-1"] progress');
    assert.equal(await bar.getAttribute('value'), '0');
    await page.evaluate('window.isTheSame = true');
    await page.locator('li[data-key="job-1"] a').focus();
    await progressed(2);
    await page.waitForSelector('li[data-key="job-1"] progress[value="2"]', { timeout: 8000 });
    assert.match(await page.locator('li[data-key="job-1"]').innerText(), /2 of 4 tasks/);
    assert.match(await page.title(), /2 jobs running/);
    assert.equal(await page.evaluate('document.activeElement.textContent'), 'JSON', 'focus stays');
    await updateJob(app.records, job.id, new Date(), (found) => ({ ...found, state: 'succeeded' }));
    await page.waitForSelector('li[data-key="job-1"] .state-succeeded', { timeout: 8000 });
    assert.equal(await bar.count(), 0);
    assert.equal(await page.evaluate('window.isTheSame'), true);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it('a new entry appears in a feed by itself, with its place on the map', async () => {
    const page = await open(`/feeds/${subscription.id}`);
    assert.equal(await page.locator('.card').count(), 0);
    const item = testItem('scenes', 'fresh', 3);
    await app.catalog.putItem(item);
    const changed = { collection: 'scenes', id: 'fresh', version: '1', change: 'created', eventTime: '' } as const;
    await appendEntry(app.records, subscription.id, feedEntry(item, changed));
    await page.waitForSelector('.card >> text=fresh', { timeout: 10_000 });
    assert.equal(await page.locator('.map .foot').count(), 1);
    await page.locator('.card a').click();
    await page.waitForURL(`${base}/collections/scenes/items/fresh`);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it('says when the server does not answer, and goes on when it does', async () => {
    const page = await open('/');
    await page.route('**/*', (route) => route.abort());
    await page.waitForSelector('.offline:not([hidden])', { timeout: 20_000 });
    await page.unroute('**/*');
    await page.waitForSelector('.offline', { state: 'hidden', timeout: 30_000 });
    await page.close();
  });

  for (const path of ['/', '/collections/scenes', '/collections/scenes/items/fresh', `/feeds/${subscription.id}`]) {
    it(`${path} fits a telephone, and has its landmarks and names`, async () => {
      const page = await open(path);
      await page.setViewportSize({ width: 390, height: 800 });
      assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 390);
      assert.notEqual(await page.title(), 'ran');
      assert.equal(await page.locator('html').getAttribute('lang'), 'en');
      for (const one of ['h1', 'main', 'header.top']) assert.equal(await page.locator(one).count(), 1, one);
      assert.deepEqual(await page.evaluate(nameless), []);
      assert.deepEqual(complaints, []);
      await page.close();
    });
  }

  it('the keyboard reaches the content first', async () => {
    const page = await open('/');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate('document.activeElement.textContent'), 'Skip to content');
    await page.close();
  });
});
