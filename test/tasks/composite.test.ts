import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import type { CompositePlan } from '../../lib/jobs/composite-plan.ts';
import { tileCount } from '../../lib/jobs/tile-grid.ts';
import { epsgCrs } from '../../lib/geo/crs.ts';
import { writeCog } from '../../lib/raster/cog-writer.ts';
import { compositeAssemble } from '../../tasks/composite-assemble.ts';
import { compositeTile } from '../../tasks/composite-tile.ts';
import { gdal, gdalMissing } from '../data/gdal.ts';
import { sharedData, sharedDataMissing } from '../data/shared-data.ts';

const program = join(import.meta.dirname, '..', '..', 'tasks', 'bin', 'revisit-task');
const folder = mkdtempSync(join(tmpdir(), 'revisit-tasks-'));
after(() => rmSync(folder, { recursive: true }));
// Plans of these tests name files; the tasks' processes inherit this.
process.env['REVISIT_FILE_HREFS'] = '1';

describe('composite tasks', () => {
  it('the Landsat composite equals numpy’s', { skip: sharedDataMissing || gdalMissing }, () => {
    const work = run(landsatPlan());
    const found = gdal(
      `import json
expected = numpy.nan_to_num(gdal.Open(given[0]).ReadAsArray(), nan=0)
source = gdal.Open(given[1])
ours = source.ReadAsArray().astype('float64')
answer = {
  'difference': float(numpy.abs(ours - expected[:5]).max()),
  'sameGrid': gdal.Open(given[0]).GetGeoTransform() == source.GetGeoTransform(),
  'clear': [int((expected[5] > 0).sum()), int(expected[5].max()), int(expected[5].sum())],
  'mean': float(expected[0][expected[5] > 0].mean()),
}`,
      [sharedData('oracles/composites/landsat8_013032/expected_median_masked.tif'), join(work, 'composite.tif')],
    ) as { difference: number; sameGrid: boolean; clear: number[]; mean: number };
    // Half a count is what rounding the mean of the two middle values leaves.
    assert.ok(found.difference <= 0.5, `differs by ${found.difference}`);
    assert.ok(found.sameGrid);
    const item = JSON.parse(readFileSync(join(work, 'item.json'), 'utf8')) as Metadata;
    assert.equal(item.properties['revisit:valid_pixels'], found.clear[0]);
    assert.equal(item.properties['revisit:observations'].maximum, found.clear[1]);
    assert.ok(Math.abs(item.properties['revisit:observations'].mean - found.clear[2]! / found.clear[0]!) < 0.01);
    const [first] = item.assets['composite']!['raster:bands'];
    assert.ok(Math.abs(first!.statistics.mean - found.mean) < 0.5);
    assert.equal(item.properties['title'], 'kept');
  });

  it('many tiles make the same COG as one', { skip: gdalMissing }, async () => {
    const scenes = await madeScenes();
    const one = await runHere({ ...madePlan(scenes), tileSize: 2048 });
    const many = await runHere({ ...madePlan(scenes), tileSize: 512 });
    const middle = await runHere({ ...madePlan(scenes), tileSize: 1024 });
    assert.deepEqual(readFileSync(join(many, 'composite.tif')), readFileSync(join(middle, 'composite.tif')));
    const found = gdal(
      `import osgeo_utils.samples.validate_cloud_optimized_geotiff as validator
files = [gdal.Open(path) for path in given]
levels = lambda file: [file.ReadAsArray()] + [numpy.stack([file.GetRasterBand(b + 1).GetOverview(i).ReadAsArray() for b in range(file.RasterCount)]) for i in range(file.GetRasterBand(1).GetOverviewCount())]
first, *others = [levels(file) for file in files]
answer = {
  'same': all(len(first) == len(other) and all((a == b).all() for a, b in zip(first, other)) for other in others),
  'sizes': [list(level.shape) for level in first],
  'problems': [validator.validate(path, full_check=True)[0] for path in given],
  'hole': int(first[0][0][300, 900]),
  'statistics': abs(float(files[1].GetRasterBand(1).GetMetadataItem('STATISTICS_MEAN')) - float(first[0][0][first[0][0] > 0].mean())) < 1e-6,
}`,
      [one, many, middle].map((work) => join(work, 'composite.tif')),
    );
    assert.deepEqual(found, {
      same: true,
      sizes: [
        [2, 1100, 1300],
        [2, 550, 650],
        [2, 275, 325],
      ],
      problems: [[], [], []],
      hole: 0,
      statistics: true,
    });
    const picture = await sharp(join(many, 'preview.webp')).metadata();
    assert.equal(picture.format, 'webp');
    assert.equal(Math.max(picture.width, picture.height), 512);
  });

  it('the same plan gives the same bytes', async () => {
    const scenes = await madeScenes();
    const [first, second] = [await runHere(madePlan(scenes)), await runHere(madePlan(scenes))];
    for (const file of ['composite.tif', 'preview.webp', 'item.json']) {
      assert.deepEqual(readFileSync(join(first, file)), readFileSync(join(second, file)));
    }
  });

  it('files of the machine are refused unless the environment allows them', async () => {
    const work = workFolder(madePlan(await madeScenes()));
    const options = ['--plan', 'plan.json', '--tile', '0', '--out', 'tile-0.tif'];
    const failed = taskIn({ REVISIT_FILE_HREFS: '' }, work, 'composite-tile', ...options);
    assert.notEqual(failed.code, 0);
    assert.match(failed.failure.message ?? '', /REVISIT_FILE_HREFS=1/);
  });

  it('a scene that can’t be read fails the task, naming the item', async () => {
    const scenes = await madeScenes();
    const broken = join(folder, 'broken.tif');
    writeFileSync(broken, readFileSync(new URL(scenes[1]!.hrefs['B1']!)).subarray(0, 5000));
    const hurt = scenes.map((scene, index) =>
      index === 1 ? { ...scene, hrefs: { ...scene.hrefs, B1: pathToFileURL(broken).href } } : scene,
    );
    const failed = task(
      workFolder(madePlan(hurt)),
      'composite-tile',
      '--plan',
      'plan.json',
      '--tile',
      '0',
      '--out',
      'tile-0.tif',
    );
    assert.equal(failed.code, 1);
    assert.equal(failed.failure.name, 'SceneReadError');
    assert.equal(failed.failure.item, 'day-1');
    assert.match(failed.failure.url ?? '', /broken\.tif$/);
  });

  it('scenes elsewhere are not opened', async () => {
    const scenes = await madeScenes();
    const far = {
      ...scenes[0]!,
      bbox: [100, 10, 101, 11] as const,
      hrefs: { B1: 'http://127.0.0.1:1/no', B2: 'http://127.0.0.1:1/no' },
    };
    await runHere(madePlan([...scenes, far]));
  });

  const bad: { name: string; args: string[]; field: RegExp; plan?: Partial<Record<keyof CompositePlan, unknown>> }[] = [
    { name: 'no such program', args: ['composit'], field: /program/ },
    { name: 'a missing option', args: ['composite-tile', '--plan', 'plan.json', '--tile', '0'], field: /--out/ },
    { name: 'an unknown option', args: ['composite-tile', '--plam', 'x'], field: /plam/ },
    {
      name: 'a tile beyond the grid',
      args: ['composite-tile', '--plan', 'plan.json', '--tile', '99', '--out', 'x.tif'],
      field: /tile 99/,
    },
    {
      name: 'no plan',
      args: ['composite-tile', '--plan', 'none.json', '--tile', '0', '--out', 'x.tif'],
      field: /none\.json/,
    },
    {
      name: 'a tile size that is no multiple of blocks',
      args: tileZero(),
      field: /plan\.tileSize/,
      plan: { tileSize: 300 },
    },
    {
      name: 'bands of two types',
      args: tileZero(),
      field: /plan\.bands\[1\]\.dtype/,
      plan: {
        bands: [
          { asset: 'B1', dtype: 'uint16' },
          { asset: 'B2', dtype: 'float32' },
        ],
      },
    },
    { name: 'nodata that the type can’t hold', args: tileZero(), field: /plan\.nodata/, plan: { nodata: -1 } },
    {
      name: 'an unknown CRS',
      args: tileZero(),
      field: /EPSG:999999/,
      plan: { grid: { crs: 'EPSG:999999', transform: [1, 0, 0, 0, -1, 0], width: 10, height: 10 } },
    },
  ];
  for (const { name, args, field, plan } of bad) {
    it(`${name}: exit code 2`, () => {
      const work = workFolder({ ...madePlan([emptyScene]), ...plan } as CompositePlan);
      const failed = task(work, ...args);
      assert.equal(failed.code, 2);
      assert.match(failed.failure.message, field);
    });
  }
});

interface Metadata {
  properties: {
    title: string;
    'revisit:valid_pixels': number;
    'revisit:observations': { maximum: number; mean: number };
  };
  assets: Record<string, { 'raster:bands': { statistics: { mean: number } }[] }>;
}

function tileZero(): string[] {
  return ['composite-tile', '--plan', 'plan.json', '--tile', '0', '--out', 'x.tif'];
}

let works = 0;

function workFolder(plan: CompositePlan): string {
  works += 1;
  const work = join(folder, `work-${works}`);
  mkdirSync(work);
  writeFileSync(join(work, 'plan.json'), JSON.stringify(plan));
  return work;
}

/** All tasks of a plan, one after the other, in one working directory and in this process. */
async function runHere(plan: CompositePlan): Promise<string> {
  const work = workFolder(plan);
  process.chdir(work);
  for (let tile = 0; tile < tileCount(plan); tile += 1) {
    await compositeTile(['--plan', 'plan.json', '--tile', String(tile), '--out', `tile-${tile}.tif`]);
  }
  await compositeAssemble(['--plan', 'plan.json', '--tiles', pathToFileURL(work).href]);
  return work;
}

/** The same, each task a process as on a node. */
function run(plan: CompositePlan): string {
  const work = workFolder(plan);
  for (let tile = 0; tile < tileCount(plan); tile += 1) {
    const done = task(
      work,
      'composite-tile',
      '--plan',
      'plan.json',
      '--tile',
      String(tile),
      '--out',
      `tile-${tile}.tif`,
    );
    assert.equal(done.code, 0, done.stderr);
  }
  const done = task(work, 'composite-assemble', '--plan', 'plan.json', '--tiles', pathToFileURL(work).href);
  assert.equal(done.code, 0, done.stderr);
  return work;
}

function task(work: string, ...args: string[]) {
  return taskIn({}, work, ...args);
}

function taskIn(environment: Readonly<Record<string, string>>, work: string, ...args: string[]) {
  const env = { ...process.env, ...environment };
  const done = spawnSync(program, args, { cwd: work, encoding: 'utf8', env });
  const last = done.stderr.trim().split('\n').at(-1) ?? '';
  const failure = (done.status === 0 ? {} : JSON.parse(last)) as {
    name: string;
    message: string;
    item?: string;
    url?: string;
  };
  return { code: done.status, stderr: done.stderr, failure };
}

function landsatPlan(): CompositePlan {
  const dates = ['20180131', '20180405', '20180421', '20180710', '20180827', '20181030', '20181201', '20181217'];
  const bands = ['B2', 'B3', 'B4', 'B5', 'B6'];
  const file = (date: string, band: string) =>
    sharedData(`timeseries/landsat8_ny_2018/013032/LC08_L1TP_013032_${date}_${band}.TIF`);
  const { transform, size } = gdal(
    `source = gdal.Open(given)
c, a, b, f, d, e = source.GetGeoTransform()
answer = {'transform': [a, b, c, d, e, f], 'size': [source.RasterXSize, source.RasterYSize]}`,
    file(dates[0]!, 'B2'),
  ) as { transform: CompositePlan['grid']['transform']; size: [number, number] };
  return {
    ...madePlan([]),
    grid: { crs: 'EPSG:32618', transform, width: size[0], height: size[1] },
    bands: bands.map((asset) => ({ asset, dtype: 'uint16', nodata: 0 })),
    mask: { asset: 'BQA', classes: [0], bits: [0, 4] },
    scenes: dates.map((date) => ({
      collection: 'landsat-8',
      item: date,
      datetime: `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}T15:40:00Z`,
      hrefs: Object.fromEntries([...bands, 'BQA'].map((band) => [band, pathToFileURL(file(date, band)).href])),
    })),
  };
}

const emptyScene: CompositePlan['scenes'][number] = {
  collection: 'made',
  item: 'none',
  datetime: '2024-01-01T00:00:00Z',
  hrefs: {},
};

const place = [10, 0, 500_000, 0, -10, 5_000_000] as const;
const size = { width: 1300, height: 1100 };

function madePlan(scenes: CompositePlan['scenes']): CompositePlan {
  return {
    version: 1,
    job: 'job-1',
    method: 'median',
    grid: { crs: 'EPSG:32633', transform: place, ...size },
    tileSize: 512,
    bands: [
      { asset: 'B1', dtype: 'uint16' },
      { asset: 'B2', dtype: 'uint16' },
    ],
    scenes,
    nodata: 0,
    output: {
      collection: 'composites',
      item: 'composite-1',
      cog: 'composite.tif',
      preview: 'preview.webp',
      metadata: 'item.json',
      partialItem: { properties: { title: 'kept' } },
    },
  };
}

let made: Promise<CompositePlan['scenes']> | undefined;

/** Three days of a place; none has anything in the second tile of 512 pixels. */
function madeScenes(): Promise<CompositePlan['scenes']> {
  made ??= Promise.all(
    [0, 1, 2].map(async (day) => {
      const hrefs: Record<string, string> = {};
      for (const band of ['B1', 'B2']) {
        const pixels = new Uint16Array(size.width * size.height);
        for (let at = 0; at < pixels.length; at += 1) {
          const [col, row] = [at % size.width, Math.floor(at / size.width)];
          const hole = col >= 512 && col < 1024 && row < 512;
          pixels[at] =
            hole || (col + row * 7 + day * 50) % 200 < 60 ? 0 : 1000 + ((col * 31 + row * 17 + day * 977) % 3000);
        }
        const path = join(folder, `day-${day}-${band}.tif`);
        const spec = {
          ...size,
          dtype: 'uint16',
          bands: [{}],
          nodata: 0,
          crs: epsgCrs(32_633),
          transform: place,
        } as const;
        writeFileSync(path, await writeCog(spec, [pixels]));
        hrefs[band] = pathToFileURL(path).href;
      }
      return { collection: 'made', item: `day-${day}`, datetime: `2024-06-0${day + 1}T10:00:00Z`, hrefs };
    }),
  );
  return made;
}
