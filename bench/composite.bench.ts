import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CompositePlan } from '../lib/jobs/composite-plan.ts';
import { epsgCrs } from '../lib/geo/crs.ts';
import { writeCog } from '../lib/raster/cog-writer.ts';
import type { CogSpec } from '../lib/raster/cog-spec.ts';
import { medianOf } from './median-of.ts';
import type { Row } from './row.ts';

const edge = 2048;
const scenes = 24;
const bands = ['B02', 'B03', 'B04'];
const clouds = [0, 1, 3, 8, 9, 10];
const place = { crs: epsgCrs(32_633), transform: [10, 0, 500_000, 0, -10, 5_000_000] as const };

/** 24 scenes of three 10 m bands and a 20 m class band → one masked median COG of 2048², from files, pinned to one core:
 * our two tasks, started as on a node, against GDAL's readers, bottleneck's median and GDAL's COG driver in Python. */
export async function run(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'revisit-bench-'));
  try {
    await makeScenes(folder);
    writeFileSync(join(folder, 'plan.json'), JSON.stringify(plan(folder)));
    const rounds = Array.from({ length: 3 }, () => round(folder));
    const seconds = medianOf(rounds.map(({ tile, assembly }) => tile.seconds + assembly.seconds));
    const peers = rounds.flatMap(({ theirs }) => theirs ?? []);
    const theirs = peers[0] && { ...peers[0], seconds: medianOf(peers.map((peer) => peer.seconds)) };
    const compared = theirs === undefined ? {} : { peer: 'GDAL + bottleneck', ratio: theirs.seconds / seconds };
    return [
      { name: 'composite 24 scenes, tile and assembly', value: seconds, unit: 'CPU s', ...compared },
      {
        name: 'composite 24 scenes, assembly alone',
        value: medianOf(rounds.map(({ assembly }) => assembly.seconds)),
        unit: 'CPU s',
      },
      {
        name: 'composite 24 scenes, peak memory of a task',
        value: Math.max(...rounds.flatMap(({ tile, assembly }) => [tile.megabytes, assembly.megabytes])),
        unit: 'MB',
      },
      {
        name: 'composite 24 scenes, size of the COG',
        value: statSync(join(folder, 'composite.tif')).size / 1e6,
        unit: 'MB',
      },
      ...(theirs === undefined
        ? []
        : [
            { name: 'composite 24 scenes, GDAL + bottleneck', value: theirs.seconds, unit: 'CPU s' },
            { name: 'composite 24 scenes, pixels unlike the peer’s', value: theirs.different, unit: 'pixels' },
          ]),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Ours, then theirs: taking turns, both meet the same state of the machine. */
function round(folder: string) {
  const tile = task(folder, 'composite-tile', '--plan', 'plan.json', '--tile', '0', '--out', 'tile-0.tif');
  const assembly = task(folder, 'composite-assemble', '--plan', 'plan.json', '--tiles', pathToFileURL(folder).href);
  return { tile, assembly, theirs: peer(folder) };
}

interface Measured {
  readonly seconds: number;
  readonly megabytes: number;
}

function task(folder: string, ...args: string[]): Measured {
  const program = join(import.meta.dirname, '..', 'tasks', 'bin', 'revisit-task');
  return measured(folder, [program, ...args]);
}

/** CPU seconds, of all threads, and peak memory; pinned to one core where `taskset` is installed. */
function measured(folder: string, command: readonly string[], input?: string): Measured & { readonly output: string } {
  const pinned = spawnSync('taskset', ['-V']).status === 0 ? ['taskset', '-c', '0', ...command] : [...command];
  const script = `import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE)
sys.stdout.buffer.write(done.stdout)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
sys.exit(done.returncode)`;
  const env = { ...process.env, REVISIT_FILE_HREFS: '1' };
  const done = spawnSync('/usr/bin/python3', ['-c', script, ...pinned], { cwd: folder, encoding: 'utf8', input, env });
  if (done.status !== 0) throw new Error(`${command.join(' ')}: ${done.stderr}`);
  const lines = done.stdout.trim().split('\n');
  const [seconds = 0, megabytes = 0] = (lines.pop() ?? '').split(' ').map(Number);
  return { seconds, megabytes, output: lines.join('\n') };
}

/** Strips of 512 rows, as one would write it by hand; the same rounding of even counts. */
const peerScript = `
import json, numpy, bottleneck, warnings
from osgeo import gdal
warnings.filterwarnings('ignore')
gdal.UseExceptions()
plan = json.load(open('plan.json'))
edge = plan['grid']['width']
names = [band['asset'] for band in plan['bands']]
path = lambda scene, asset: scene['hrefs'][asset].replace('file://', '')
out = numpy.zeros((len(names), edge, edge), 'uint16')
table = numpy.zeros(256, bool); table[plan['mask']['classes']] = True
opened = [{asset: gdal.Open(path(scene, asset)) for asset in [*names, 'SCL']} for scene in plan['scenes']]
for top in range(0, edge, 512):
    masks = [table[files['SCL'].ReadAsArray(0, top // 2, edge // 2, 256)].repeat(2, 0).repeat(2, 1) for files in opened]
    for index, name in enumerate(names):
        stack = numpy.empty((len(opened), 512, edge), 'float32')
        for slot, files in enumerate(opened):
            values = files[name].ReadAsArray(0, top, edge, 512)
            stack[slot] = values
            stack[slot][masks[slot] | (values == 0)] = numpy.nan
        out[index, top:top + 512] = numpy.nan_to_num(numpy.floor(bottleneck.nanmedian(stack, axis=0) + 0.5))
memory = gdal.GetDriverByName('MEM').Create('', edge, edge, len(names), gdal.GDT_UInt16)
memory.SetProjection(opened[0][names[0]].GetProjection()); memory.SetGeoTransform(opened[0][names[0]].GetGeoTransform())
for index in range(len(names)):
    memory.GetRasterBand(index + 1).WriteArray(out[index]); memory.GetRasterBand(index + 1).SetNoDataValue(0)
gdal.GetDriverByName('COG').CreateCopy('peer.tif', memory, options=['COMPRESS=DEFLATE', 'PREDICTOR=YES', 'OVERVIEW_RESAMPLING=AVERAGE', 'NUM_THREADS=1'])
ours = gdal.Open('composite.tif').ReadAsArray()
print(int((ours != out).sum()))
`;

function peer(folder: string): (Measured & { readonly different: number }) | undefined {
  if (spawnSync('/usr/bin/python3', ['-c', 'import bottleneck, osgeo.gdal']).status !== 0) return undefined;
  const done = measured(folder, ['/usr/bin/python3', '-c', peerScript]);
  return { ...done, different: Number(done.output) };
}

function plan(folder: string): CompositePlan {
  const href = (file: string) => pathToFileURL(join(folder, file)).href;
  return {
    version: 1,
    job: 'bench',
    method: 'median',
    grid: { crs: 'EPSG:32633', transform: place.transform, width: edge, height: edge },
    tileSize: 2048,
    bands: bands.map((asset) => ({ asset, dtype: 'uint16', nodata: 0 })),
    mask: { asset: 'SCL', classes: clouds },
    scenes: Array.from({ length: scenes }, (_, scene) => ({
      collection: 'bench',
      item: `scene-${scene}`,
      datetime: '2024-06-01T10:00:00Z',
      hrefs: {
        ...Object.fromEntries(bands.map((band, index) => [band, href(`image-${(scene + index * 3) % distinct}.tif`)])),
        SCL: href(`classes-${scene}.tif`),
      },
    })),
    nodata: 0,
    output: {
      collection: 'bench',
      item: 'bench',
      cog: 'composite.tif',
      preview: 'preview.webp',
      metadata: 'item.json',
      partialItem: {},
    },
  };
}

/** Images that the scenes take turns in; making more would only take longer. */
const distinct = 8;

async function makeScenes(folder: string): Promise<void> {
  const image: CogSpec = { width: edge, height: edge, dtype: 'uint16', bands: [{}], nodata: 0, ...place };
  for (let index = 0; index < distinct; index += 1) {
    writeFileSync(join(folder, `image-${index}.tif`), await writeCog(image, [landscape(index)]));
  }
  const half = edge / 2;
  const [, , x, , , y] = place.transform;
  const classes: CogSpec = {
    ...image,
    width: half,
    height: half,
    dtype: 'uint8',
    transform: [20, 0, x, 0, -20, y],
    overviews: 'nearest',
  };
  for (let scene = 0; scene < scenes; scene += 1) {
    const pixels = new Uint8Array(half * half);
    for (let at = 0; at < pixels.length; at += 1) {
      const [col, row] = [at % half, Math.floor(at / half)];
      const cloud = Math.sin((col + scene * 131) / 90) + Math.sin((row - scene * 67) / 70) + Math.sin((col + row) / 40);
      pixels[at] = cloud > 1.1 ? 9 : cloud > 0.8 ? 3 : 4;
    }
    writeFileSync(join(folder, `classes-${scene}.tif`), await writeCog(classes, [pixels]));
  }
}

/** Noise of several wavelengths, about as compressible as imagery. */
function landscape(seed: number): Uint16Array {
  const pixels = new Uint16Array(edge * edge);
  let state = seed + 1;
  for (let row = 0; row < edge; row += 1) {
    for (let col = 0; col < edge; col += 1) {
      state = (state * 48_271) % 2_147_483_647;
      const waves =
        Math.sin((col + seed * 40) / 170) * 400 + Math.sin((row * 2 + col) / 61) * 200 + Math.sin(row / 13) * 60;
      pixels[row * edge + col] = Math.max(1, Math.round(1500 + waves + (state % 256)));
    }
  }
  return pixels;
}
