import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileSource } from '../lib/raster/file-source.ts';
import { openRaster } from '../lib/raster/open-raster.ts';
import { countedSource } from '../lib/raster/range-source.ts';
import { readRasterHeader } from '../lib/raster/tiff-header.ts';
import { medianOf } from './median-of.ts';
import type { Row } from './row.ts';

/** Writes 2048² scenes of 1/f noise in the forms that imagery comes in; then, for each path on stdin, seconds that GDAL takes
 * to read it on one thread. */
const script = `
import json, sys, time, os, warnings
warnings.filterwarnings('ignore')
import numpy as np
from osgeo import gdal, gdal_array
gdal.SetConfigOption('GDAL_NUM_THREADS', '1')
folder, size = sys.argv[1], 2048
rng = np.random.default_rng(1)
def noise():
    f = np.fft.fftfreq(size); r = np.hypot(*np.meshgrid(f, f)); r[0, 0] = 1
    a = np.fft.ifft2(np.fft.fft2(rng.standard_normal((size, size))) / r).real
    return ((a - a.min()) / (a.max() - a.min()) * 9000 + 500 + rng.normal(0, 20, a.shape)).astype(np.uint16)
bands = [noise() for _ in range(4)]
forms = {
  'DEFLATE, predictor 2': (bands[:1], gdal.GDT_UInt16, ['COMPRESS=DEFLATE', 'PREDICTOR=2']),
  'ZSTD, predictor 2': (bands[:1], gdal.GDT_UInt16, ['COMPRESS=ZSTD', 'PREDICTOR=2']),
  'LZW, predictor 2': (bands[:1], gdal.GDT_UInt16, ['COMPRESS=LZW', 'PREDICTOR=2']),
  'no compression': (bands[:1], gdal.GDT_UInt16, []),
  'DEFLATE float32, predictor 3': ([bands[0].astype(np.float32) / 10000], gdal.GDT_Float32, ['COMPRESS=DEFLATE', 'PREDICTOR=3']),
  'four bands, DEFLATE, predictor 2': (bands, gdal.GDT_UInt16, ['COMPRESS=DEFLATE', 'PREDICTOR=2', 'INTERLEAVE=PIXEL']),
  'JPEG YCbCr': ([b // 38 for b in bands[:3]], gdal.GDT_Byte, ['COMPRESS=JPEG', 'PHOTOMETRIC=YCBCR', 'INTERLEAVE=PIXEL']),
}
answer = {}
for number, (name, (data, dtype, options)) in enumerate(forms.items()):
    path = os.path.join(folder, f'{number}.tif')
    d = gdal.GetDriverByName('GTiff').Create(path, size, size, len(data), dtype, options + ['TILED=YES', 'BLOCKXSIZE=512', 'BLOCKYSIZE=512'])
    d.WriteArray(np.stack(data)); d = None
    answer[name] = {'path': path, 'bytes': sum(np.dtype(gdal_array.GDALTypeCodeToNumericTypeCode(dtype)).itemsize * size * size for _ in data)}
print(json.dumps(answer))
sys.stdout.flush()
for path in sys.stdin:
    best = 9e9
    for _ in range(2):
        d = gdal.Open(path.strip()); start = time.perf_counter(); d.ReadAsArray(); best = min(best, time.perf_counter() - start); d = None
    print(best)
    sys.stdout.flush()
`;

const python = '/usr/bin/python3';

interface Made {
  readonly path: string;
  readonly bytes: number;
}

/** Decoded MB/s of whole images from a local file (warm), and opening headers; GDAL and ours take turns. */
export async function run(): Promise<Row[]> {
  if (spawnSync(python, ['-c', 'from osgeo import gdal; import numpy']).status !== 0) return [];
  const folder = await mkdtemp(join(tmpdir(), 'revisit-bench-'));
  const gdal = spawn(python, ['-c', script, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface({ input: gdal.stdout })[Symbol.asyncIterator]();
  const answer = async () => JSON.parse((await answers.next()).value ?? 'null') as unknown;
  try {
    const made = (await answer()) as Record<string, Made>;
    const rows: Row[] = [];
    for (const [name, { path, bytes }] of Object.entries(made)) {
      const [ours, theirs]: [number[], number[]] = [[], []];
      for (let turn = 0; turn < 5; turn += 1) {
        ours.push(await bestOf(2, () => readAll(path)));
        gdal.stdin.write(`${path}\n`);
        theirs.push((await answer()) as number);
      }
      const seconds = medianOf(ours);
      rows.push({ name, value: bytes / seconds / 1e6, unit: 'MB/s', peer: 'GDAL', ratio: medianOf(theirs) / seconds });
    }
    const [first] = Object.values(made);
    if (first) rows.push(await headers(first.path));
    return rows;
  } finally {
    gdal.stdin.end();
    await rm(folder, { recursive: true });
  }
}

async function readAll(path: string): Promise<void> {
  const raster = await openRaster(await fileSource(path));
  await raster.readWindow(0, { x: 0, y: 0, width: raster.header.width, height: raster.header.height });
}

async function headers(path: string): Promise<Row> {
  const times = 200;
  const seconds = await bestOf(3, async () => {
    for (let time = 0; time < times; time += 1) await readRasterHeader(countedSource(await fileSource(path)));
  });
  return { name: 'headers of one file', value: (seconds / times) * 1000, unit: 'ms' };
}

/** Seconds. */
async function bestOf(times: number, work: () => Promise<void>): Promise<number> {
  let best = Infinity;
  for (let time = 0; time < times; time += 1) {
    const start = performance.now();
    await work();
    best = Math.min(best, performance.now() - start);
  }
  return best / 1000;
}
