import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { DemonstrationReport } from '../../local/demo/play.ts';
import type { Item } from '../../lib/stac/item.ts';
import { gdal, gdalMissing } from '../data/gdal.ts';
import { sharedDataMissing } from '../data/shared-data.ts';
import { itemSchemaErrors } from '../helpers/item-schemas.ts';
import { allEntries, allFailures, allItems, ask, type Job } from '../helpers/stack-api.ts';
import { eventually, npmStart, startTestStack, storageOf, testHome } from '../helpers/stack.ts';
import type { TestHome, TestStack } from '../helpers/stack.ts';

describe('npm start -- --once --json', () => {
  let home: TestHome;
  let stack: TestStack;
  let run: Awaited<ReturnType<typeof npmStart>>;
  let report: DemonstrationReport;

  before(async () => {
    home = await testHome({ played: false });
    run = await npmStart(home, ['--once', '--json']);
    report = JSON.parse(run.lines.at(-1) ?? '') as DemonstrationReport;
    // The same state, brought up again: what was reported has to be there still.
    stack = await startTestStack(home);
  });
  after(() => stack.stop());

  it('exits 0 with the report as the last line, and nothing but zero failures', () => {
    assert.equal(run.code, 0, run.output);
    assert.equal(report.ok, true);
    assert.equal(report.failures, 0);
    for (const value of Object.values(report.seconds)) assert.ok(Number(value) > 0);
    const { total, eventToSearchableP95, eventToWebhookP95, composite } = report.seconds;
    assert.ok(total > Number(composite) && total > Number(eventToSearchableP95));
    assert.ok(Number(eventToWebhookP95) < total);
  });

  it('counts what the containers and the catalog hold', async () => {
    const scenes = new Set<string>();
    for await (const blob of storageOf(home).getContainerClient('sentinel-2-l2a').listBlobsFlat()) {
      scenes.add(blob.name.slice(0, blob.name.indexOf('/')));
    }
    const items = await allItems(stack.url, 'sentinel-2-l2a');
    assert.deepEqual(items.map((item) => item.id).toSorted(), [...scenes].toSorted());
    assert.equal(report.scenes, scenes.size);
    assert.equal(report.items, items.length);
    assert.equal(report.search.matched, items.length);
    assert.deepEqual(await allFailures(stack.url), []);
  });

  it('made items that the schemas of STAC and its extensions accept', { skip: sharedDataMissing }, async () => {
    for (const collection of ['sentinel-2-l2a', 'composites']) {
      for (const item of await allItems(stack.url, collection)) assert.deepEqual(await itemSchemaErrors(item), []);
    }
  });

  it('signed a URL that still opens, and that is nothing without its signature', async () => {
    assert.equal(report.signed.status, 200);
    const answer = await fetch(report.signed.href);
    assert.equal(answer.status, 200);
    assert.match(new TextDecoder('latin1').decode(await answer.arrayBuffer()).slice(0, 4), /^(?:II\*\0|MM\0\*|II\+\0)/);
    const bare = await fetch(report.signed.href.replace(/\?.*/, ''));
    await bare.arrayBuffer();
    assert.ok([401, 403, 404, 409].includes(bare.status), `${bare.status}`);
  });

  it('announced each scene once, by feed and by webhook', async () => {
    const { subscriptions } = await ask<{ subscriptions: { id: string }[] }>(
      `${stack.url}/api/notify/v1/subscriptions`,
    );
    assert.equal(subscriptions.length, 1);
    const entries = await allEntries(stack.url, subscriptions[0]?.id ?? '');
    assert.equal(entries.length, report.notifications.feed);
    assert.equal(report.notifications.webhook, report.notifications.feed);
    assert.equal(new Set(entries.map((entry) => entry.id)).size, report.items);
    assert.deepEqual(
      entries.map((entry) => entry.seq),
      entries.map((_, index) => index + 1),
    );
  });

  it('left the composite as an item derived from the scenes, by a job that succeeded', async () => {
    const { jobs } = await ask<{ jobs: Job[] }>(`${stack.url}/api/jobs/v1`);
    assert.equal(jobs.length, 1);
    const [job] = jobs;
    assert.ok(job && report.composite);
    assert.equal(job.state, 'succeeded');
    assert.deepEqual(job.tasks, { total: 10, done: 10, running: 0, failed: 0 });
    assert.equal(report.composite.tasks, 10);
    assert.equal(job.results?.href, report.composite.href);
    const item = await ask<Item>(`${stack.url}/api/stac/v1/collections/composites/items/${report.composite.item}`);
    assert.equal(item.assets['composite']?.href, report.composite.href);
    const derived = item.links.filter((link) => link.rel === 'derived_from').map((link) => link.href.split('/').at(-1));
    const scenes = (await allItems(stack.url, 'sentinel-2-l2a')).map((scene) => scene.id);
    assert.deepEqual(new Set(derived), new Set(scenes));
  });

  it(
    'wrote a COG that GDAL accepts, with the size and the valid pixels of the report',
    { skip: gdalMissing },
    async () => {
      assert.ok(report.composite);
      const path = new URL(report.composite.href).pathname.split('/').slice(3).join('/');
      const file = join(home.path, 'composite.tif');
      await writeFile(
        file,
        await storageOf(home).getContainerClient('composites').getBlobClient(path).downloadToBuffer(),
      );
      const found = gdal(
        `import osgeo_utils.samples.validate_cloud_optimized_geotiff as validator
source = gdal.Open(given)
pixels = source.GetRasterBand(1).ReadAsArray()
answer = {
  'size': [source.RasterXSize, source.RasterYSize],
  'valid': int((pixels != source.GetRasterBand(1).GetNoDataValue()).sum()),
  'overviews': source.GetRasterBand(1).GetOverviewCount() > 0,
  'problems': list(validator.validate(given, full_check=True)[:2]),
}`,
        file,
      );
      assert.deepEqual(found, {
        size: [report.composite.width, report.composite.height],
        valid: report.composite.validPixels,
        overviews: true,
        problems: [[], []],
      });
    },
  );

  it('is not played again when the stack comes up on the same state', () => {
    assert.doesNotMatch(stack.output(), /wrote /);
  });

  it('drains and exits 0 on SIGTERM', async () => {
    const { exited } = stack;
    await eventually('pages', async () => ((await fetch(`${stack.url}/api/stac/v1`)).ok ? true : undefined));
    assert.equal(await stack.stop(), 0);
    assert.equal(await exited, 0);
  });
});
