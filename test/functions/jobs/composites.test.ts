import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { cancelJob } from '../../../functions/jobs/cancel-job.ts';
import { getJob } from '../../../functions/jobs/get-job.ts';
import { getJobs } from '../../../functions/jobs/list-jobs.ts';
import { postComposite } from '../../../functions/jobs/post-composite.ts';
import { openSqliteCatalog } from '../../../lib/catalog/sqlite-catalog.ts';
import { openSqliteRecords } from '../../../lib/catalog/sqlite-records.ts';
import { parseConfig } from '../../../lib/config.ts';
import { http } from '../../../lib/http/handler.ts';
import { createJob } from '../../../lib/jobs/job-record.ts';
import type { Item } from '../../../lib/stac/item.ts';
import { aJob } from '../../helpers/a-job.ts';
import { call } from '../../helpers/call.ts';
import { testCollection, testItem } from '../../helpers/stac-documents.ts';
import { durableHost, type DurableHost } from './durable-host.ts';

interface Shown {
  readonly id: string;
  readonly state: string;
  readonly scenes: number;
  readonly tiles: number;
  readonly attempt: number;
  readonly created: string;
}

const base = 'http://127.0.0.1:7071/api/jobs/v1';

/** A tenth of a degree at 10°E 50°N, at 10 m in UTM zone 32. */
function scene(collection: string, id: string, dtype = 'uint16', shape = [1200, 800]): Item {
  const asset = (key: string) => ({
    href: `https://acc.blob.core.windows.net/scenes/${id}/${key}.tif`,
    'proj:code': 'EPSG:32632',
    'proj:shape': shape,
    'proj:transform': [10, 0, 571_600, 0, -10, 5_551_000],
    'raster:bands': [{ data_type: dtype, nodata: 0 }],
  });
  return testItem(collection, id, 1, { assets: { B04: asset('B04'), B08: asset('B08') } });
}

describe('Composites over HTTP', () => {
  const catalog = openSqliteCatalog(':memory:');
  const records = openSqliteRecords(':memory:');
  const deps = { catalog, records, config: parseConfig({}) };
  let host: DurableHost;
  before(async () => {
    host = await durableHost();
    for (const id of ['scenes', 'many', 'mixed', 'huge']) await catalog.putCollection(testCollection(id));
    await catalog.putItems([scene('scenes', 'one'), scene('scenes', 'two')]);
    await catalog.putItems(Array.from({ length: 2001 }, (_, n) => scene('many', String(n).padStart(4, '0'))));
    await catalog.putItems([scene('mixed', 'a', 'uint16'), scene('mixed', 'b', 'float32')]);
    await catalog.putItems([scene('huge', 'wide', 'uint8', [1, 200_001]), scene('huge', 'large', 'uint8', [2e5, 2e5])]);
  });
  after(async () => {
    await host.close();
    await catalog.close();
    await records.close();
  });
  const post = (body: unknown) =>
    call(host.withClient(http(postComposite(deps))), `${base}/composites`, { method: 'POST', body });
  const one = (id: string) => call(http(getJob(deps)), `${base}/${id}`, { params: { id } });
  const cancel = (id: string) =>
    call(host.withClient(http(cancelJob(deps))), `${base}/${id}/cancel`, { method: 'POST', params: { id } });
  const area = [10, 50, 10.1, 50.1];

  it('are one job for the same request: 202, then 200', async () => {
    const body = { collection: 'scenes', area, assets: ['B04'], tileSize: 512 };
    const first = await post(body);
    assert.equal(first.status, 202, first.text);
    const job = first.json() as Shown;
    assert.equal(first.headers['location'], `${base}/${job.id}`);
    assert.deepEqual([job.state, job.scenes, job.attempt], ['queued', 2, 1]);
    const again = await post({ ...body, bbox: area, area: undefined, grid: { crs: 32632, resolution: 10 } });
    assert.equal(again.status, 200, again.text);
    assert.equal((again.json() as Shown).id, job.id);
    assert.deepEqual(host.started, [{ instance: `${job.id}-1`, input: { job: job.id, attempt: 1, tiles: job.tiles } }]);
    assert.deepEqual((await one(job.id)).json(), job);
  });

  it('are one job for the same request asked for ten times at once', async () => {
    const body = { collection: 'scenes', area, assets: ['B08'] };
    const answers = await Promise.all(Array.from({ length: 10 }, () => post(body)));
    assert.equal(new Set(answers.map((answer) => (answer.json() as Shown).id)).size, 1);
    assert.equal(answers.filter(({ status }) => status === 202).length, 1);
    assert.equal(answers.filter(({ status }) => status === 200).length, 9);
  });

  it('are another job once an item has changed', async () => {
    const body = { collection: 'scenes', ids: ['two'], grid: { like: 'two' }, assets: ['B04'] };
    const before = (await post(body)).json() as Shown;
    const changed = scene('scenes', 'two');
    await catalog.putItem({ ...changed, properties: { ...changed.properties, 'eo:cloud_cover': 77 } });
    const answer = await post(body);
    assert.equal(answer.status, 202);
    assert.notEqual((answer.json() as Shown).id, before.id);
  });

  it('of more than a page of the search have every scene', async () => {
    const ids = { op: '<', args: [{ property: 'id' }, '1234'] };
    const answer = await post({ collection: 'many', area, assets: ['B04'], filter: ids });
    assert.equal(answer.status, 202, answer.text);
    const { id, scenes } = answer.json() as Shown;
    assert.equal(scenes, 1234);
    const record = await records.get<{ scenes: { item: string }[] }>('jobs', id, 'job');
    const expected = Array.from({ length: 1234 }, (_, n) => String(n).padStart(4, '0'));
    assert.deepEqual(
      record?.value.scenes.map(({ item }) => item),
      expected,
    );
  });

  const valid = { collection: 'scenes', area, assets: ['B04'] };
  const refused: readonly (readonly [why: string, body: Record<string, unknown>, field: string])[] = [
    ['an unknown collection', { ...valid, collection: 'nowhere' }, 'collection'],
    ['no scenes', { ...valid, area: [-10, -10, -9, -9] }, 'collection'],
    ['more than 2,000 scenes', { ...valid, collection: 'many' }, 'datetime'],
    ['assets that no scene has', { ...valid, assets: ['B99'] }, 'assets'],
    ['a mask that no scene has', { ...valid, mask: { asset: 'SCL', classes: [3] } }, 'mask.asset'],
    ['several data types', { ...valid, collection: 'mixed' }, 'assets'],
    ['a nodata that the type cannot hold', { ...valid, nodata: -1 }, 'nodata'],
    ['a grid with an edge too long', { ...valid, grid: { resolution: 0.001 } }, 'grid'],
    ['a long edge by another item', { ...valid, collection: 'huge', grid: { like: 'wide' } }, 'grid'],
    ['too many pixels by another item', { ...valid, collection: 'huge', grid: { like: 'large' } }, 'grid'],
    ['an unknown item', { ...valid, grid: { like: 'nobody' } }, 'grid.like'],
    ['an item of an unknown collection', { ...valid, grid: { like: { item: 'one', collection: 'no' } } }, 'grid.like'],
    ['an unknown asset', { ...valid, grid: { like: { item: 'one', asset: 'B99' } } }, 'grid.like.asset'],
    ['no area and no grid', { ...valid, area: undefined }, 'area'],
    ['a CRS that is none', { ...valid, grid: { crs: 'EPSG:999999', resolution: 10 } }, 'grid.crs'],
    ['an unfit output collection', { ...valid, output: { collection: 'scenes' } }, 'output.collection'],
    ['a misspelt member', { ...valid, asets: ['B04'] }, 'asets'],
  ];
  for (const [why, body, field] of refused)
    it(`refuse ${why}, name ${field} and start nothing`, async () => {
      const { length } = host.started;
      const answer = await post(body);
      assert.equal(answer.status, 400, answer.text);
      const { errors } = answer.json() as { errors: { field: string }[] };
      assert.deepEqual(
        errors.map((error) => error.field),
        [field],
      );
      assert.equal(host.started.length, length);
    });

  it('are cancelled once or twice alike', async () => {
    const { id } = (await post(valid)).json() as Shown;
    for (const answer of [await cancel(id), await cancel(id)]) {
      assert.equal(answer.status, 202, answer.text);
      assert.equal((answer.json() as Shown).state, 'cancelling');
    }
  });

  for (const state of ['succeeded', 'failed'] as const)
    it(`that have ${state} cannot be cancelled: 409`, async () => {
      await createJob(records, aJob(`composite-${state}`, { state }));
      const answer = await cancel(`composite-${state}`);
      assert.equal(answer.status, 409, answer.text);
      assert.equal(((await one(`composite-${state}`)).json() as Shown).state, state);
    });

  it('that are not there are 404', async () => {
    for (const answer of [await one('nobody'), await cancel('nobody')]) assert.equal(answer.status, 404);
  });
});

describe('The list of jobs', () => {
  const records = openSqliteRecords(':memory:');
  const deps = { records, config: parseConfig({}) };
  const list = (url: string) => call(http(getJobs(deps)), url);
  // Two of each moment.
  const ids = Array.from({ length: 45 }, (_, n) => `composite-${String(n).padStart(2, '0')}`);
  before(async () => {
    for (const [n, id] of ids.entries())
      await createJob(
        records,
        aJob(id, { created: new Date(Date.UTC(2026, 5, 1, 0, Math.floor(n / 2))).toISOString() }),
      );
    // Whoever wrote this died before writing its job.
    await records.put('jobs-by-time', 'all', '2026-06-01T00:10:00.000Z composite-none', { id: 'composite-none' });
  });
  after(() => records.close());

  for (const limit of [1, 7, 46, 999])
    it(`leads newest first through each once, ${limit} at a time`, async () => {
      const seen: string[] = [];
      for (let next: string | undefined = `${base}?limit=${limit}`; next;) {
        const page = (await list(next)).json() as { jobs: Shown[]; links: { rel: string; href: string }[] };
        seen.push(...page.jobs.map(({ id }) => id));
        next = page.links.find(({ rel }) => rel === 'next')?.href;
      }
      assert.deepEqual(seen, ids.toReversed());
    });

  for (const limit of ['0', '1000', '-1', 'all', ''])
    it(`refuses limit=${limit}`, async () => {
      const answer = await list(`${base}?limit=${limit}`);
      assert.equal(answer.status, 400, answer.text);
      assert.equal((answer.json() as { errors: { field: string }[] }).errors[0]?.field, 'limit');
    });
});
