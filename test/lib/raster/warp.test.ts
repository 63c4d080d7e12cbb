import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { epsgCrs, type Crs } from '../../../lib/geo/crs.ts';
import { writeCog } from '../../../lib/raster/cog-writer.ts';
import { openRaster, type Raster } from '../../../lib/raster/open-raster.ts';
import { memorySource } from '../../../lib/raster/range-source.ts';
import type { Affine } from '../../../lib/raster/raster-header.ts';
import { readOntoGrid } from '../../../lib/raster/read-onto-grid.ts';
import { gdal, gdalMissing } from '../../data/gdal.ts';

const utm33 = epsgCrs(32_633);
const source: Affine = [10, 0, 500_000, 0, -10, 5_000_000];
const size = { width: 640, height: 520 };

/** All against `gdal.Warp` with exact transforms (`errorThreshold=0`). */
const cases: { name: string; crs: Crs; transform: Affine; width: number; height: number; differ?: number }[] = [
  { name: 'the same grid', crs: utm33, transform: source, ...size },
  {
    name: 'shifted by whole pixels, over the edge',
    crs: utm33,
    transform: [10, 0, 499_700, 0, -10, 5_000_100],
    width: 300,
    height: 200,
  },
  {
    name: 'shifted by half a pixel',
    crs: utm33,
    transform: [10, 0, 500_005, 0, -10, 5_000_005],
    width: 300,
    height: 200,
  },
  { name: 'finer pixels', crs: utm33, transform: [3, 0, 500_100, 0, -3, 4_999_000], width: 500, height: 400 },
  {
    name: 'coarser pixels, not yet an overview’s',
    crs: utm33,
    transform: [17, 0, 500_000, 0, -17, 5_000_000],
    width: 300,
    height: 300,
  },
  {
    name: 'the neighbouring zone',
    crs: epsgCrs(32_632),
    transform: [10, 0, 971_000, 0, -10, 5_023_000],
    width: 900,
    height: 900,
  },
  {
    name: 'web Mercator',
    crs: epsgCrs(3857),
    transform: [14, 0, 1_669_000, 0, -14, 5_641_000],
    width: 700,
    height: 700,
  },
  { name: 'degrees', crs: epsgCrs(4326), transform: [0.0001, 0, 14.99, 0, -0.0001, 45.16], width: 900, height: 600 },
  { name: 'a rotated grid', crs: utm33, transform: [8, 3, 500_500, 3, -8, 4_999_000], width: 400, height: 300 },
  { name: 'a south-up grid', crs: utm33, transform: [10, 0, 500_000, 0, 10, 4_995_000], width: 400, height: 400 },
];

describe('readOntoGrid', { skip: gdalMissing }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'revisit-warp-'));
  after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'source.tif');
  const smoothPath = join(folder, 'smooth.tif');
  const made = make(path, (col, row) => 1 + (((row * size.width + col) * 7919) % 65_000));
  const smooth = make(smoothPath, (col, row) => 1000 + Math.round(Math.sin(col / 9) * 400 + row));

  for (const { name, crs, transform, width, height } of cases) {
    it(`nearest takes GDAL’s pixels: ${name}`, async () => {
      const raster = await openRaster(memorySource(await made));
      const values = new Uint16Array(width * height);
      const mask = new Uint8Array(width * height);
      const rect = { x: 0, y: 0, width, height, stride: width };
      await readOntoGrid(
        raster,
        { grid: { crs, transform }, window: { x: 0, y: 0, width, height }, rect },
        values,
        mask,
      );
      for (const [at, masked] of mask.entries()) if (masked) values[at] = 0;
      const out = join(folder, 'out.bin');
      writeFileSync(out, values);
      const different = gdal(warp('near'), { path, out, epsg: crs.epsg, transform, width, height });
      assert.deepEqual(different, { different: 0, empty: false });
    });
  }

  it('windows of a grid are parts of the whole', async () => {
    const raster = await openRaster(memorySource(await made));
    const { crs, transform } = cases[5]!;
    const whole = new Uint16Array(900 * 900);
    const grid = { crs, transform };
    const all = { x: 0, y: 0, width: 900, height: 900 };
    await readOntoGrid(raster, { grid, window: all, rect: { ...all, stride: 900 } }, whole, new Uint8Array(900 * 900));
    const parts = new Uint16Array(900 * 900);
    for (const window of [
      { x: 0, y: 0, width: 333, height: 900 },
      { x: 333, y: 0, width: 567, height: 501 },
      { x: 333, y: 501, width: 567, height: 399 },
    ]) {
      await readOntoGrid(raster, { grid, window, rect: { ...window, stride: 900 } }, parts, new Uint8Array(900 * 900));
    }
    assert.deepEqual(parts, whole);
  });

  it('bilinear is GDAL’s within rounding, away from edges', async () => {
    const { crs, transform, width, height } = cases[5]!;
    const raster = await openRaster(memorySource(await smooth));
    const values = new Uint16Array(width * height);
    const mask = new Uint8Array(width * height);
    const rect = { x: 0, y: 0, width, height, stride: width };
    const target = { grid: { crs, transform }, window: { x: 0, y: 0, width, height }, rect };
    await readOntoGrid(raster, target, values, mask, { resampling: 'bilinear' });
    const out = join(folder, 'out.bin');
    writeFileSync(out, values);
    const worst = gdal(warp('bilinear'), { path: smoothPath, out, epsg: crs.epsg, transform, width, height });
    assert.ok(Number(worst) <= 1, `differs by ${String(worst)}`);
  });

  it('an output twice as coarse reads the overview', async () => {
    const raster = await openRaster(memorySource(await made));
    const levels: number[] = [];
    const spied: Raster = {
      ...raster,
      readWindow: (level, window, bands) => {
        levels.push(level);
        return raster.readWindow(level, window, bands);
      },
    };
    const window = { x: 0, y: 0, width: 320, height: 260 };
    const values = new Uint16Array(320 * 260);
    const target = {
      grid: { crs: utm33, transform: [20, 0, 500_000, 0, -20, 5_000_000] as const },
      window,
      rect: { ...window, stride: 320 },
    };
    await readOntoGrid(spied, target, values, new Uint8Array(320 * 260));
    assert.deepEqual(levels, [1]);
    assert.deepEqual(values, (await raster.readWindow(1, window))[0]);
  });

  it('a raster elsewhere is masked and not read', async () => {
    const raster = await openRaster(memorySource(await made));
    const mask = new Uint8Array(100);
    const window = { x: 0, y: 0, width: 10, height: 10 };
    const grid = { crs: epsgCrs(32_733), transform: source };
    const refused = { ...raster, readWindow: () => Promise.reject(new Error('read')) };
    await readOntoGrid(refused, { grid, window, rect: { ...window, stride: 10 } }, new Uint16Array(100), mask);
    assert.ok(mask.every((value) => value === 255));
  });
});

/** @param value nearly every pixel has its own, so that a wrong choice shows */
async function make(path: string, value: (col: number, row: number) => number): Promise<Uint8Array> {
  const pixels = new Uint16Array(size.width * size.height);
  for (let at = 0; at < pixels.length; at += 1) pixels[at] = value(at % size.width, Math.floor(at / size.width));
  const bytes = await writeCog({ ...size, dtype: 'uint16', bands: [{}], nodata: 0, crs: utm33, transform: source }, [
    pixels,
  ]);
  writeFileSync(path, bytes);
  return bytes;
}

/** Nearest: how many pixels differ. Bilinear: the largest difference two pixels and more from the edge. */
function warp(method: 'near' | 'bilinear'): string {
  return `
a, b, c, d, e, f = given['transform']
target = gdal.GetDriverByName('MEM').Create('', given['width'], given['height'], 1, gdal.GDT_UInt16)
target.SetGeoTransform([c, a, b, f, d, e])
reference = osr.SpatialReference(); reference.ImportFromEPSG(given['epsg'])
target.SetProjection(reference.ExportToWkt())
source = gdal.Translate('', gdal.Open(given['path']), format='MEM', bandList=[1], noData=0)
gdal.Warp(target, source, resampleAlg='${method}', errorThreshold=0, warpOptions=['INIT_DEST=0', 'SAMPLE_GRID=NO'], overviewLevel='NONE')
theirs = target.ReadAsArray()
ours = numpy.fromfile(given['out'], dtype='uint16').reshape(theirs.shape)
inside = theirs > 0
for _ in range(2):
    inside[1:-1, 1:-1] &= inside[:-2, 1:-1] & inside[2:, 1:-1] & inside[1:-1, :-2] & inside[1:-1, 2:]
answer = {'different': int((ours != theirs).sum()), 'empty': int((theirs > 0).sum()) < 10000} if '${method}' == 'near' else int(numpy.abs(ours.astype(int) - theirs)[inside].max())
`;
}
