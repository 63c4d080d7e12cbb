import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { UnreadableBlobError } from '../../../lib/errors.ts';
import { fileSource } from '../../../lib/raster/file-source.ts';
import { openRaster, type Raster } from '../../../lib/raster/open-raster.ts';
import { countedSource, memorySource } from '../../../lib/raster/range-source.ts';
import { gdalOracle } from '../../data/gdal-oracle.ts';
import { gdal, gdalMissing } from '../../data/gdal.ts';
import { sharedData, sharedDataMissing } from '../../data/shared-data.ts';

/** Files whose pixels GDAL reads and we do not, or differently. */
const exceptions: Readonly<Record<string, string>> = {
  'rasters/tricky/cint16_small.tif': 'the oracle hashed numpy’s complex64; see the test of complex types',
  'rasters/tiff_variants/seq/seq-1c-1b-fax3-71f6a21a.tiff': 'CCITT fax is not supported',
  'rasters/tiff_variants/seq/seq-1c-1b-fax3-fillbits-71f6a21a.tiff': 'CCITT fax is not supported',
  'rasters/corrupt/pillow/total-pages-zero.tif': 'CCITT fax is not supported',
  'rasters/corrupt/pillow/old-style-jpeg-compression-no-samplesperpixel.tif': 'old-style JPEG is not supported',
  'rasters/tiff_variants/libtiffpic/flower-separated-planar-08.tif': 'GDAL converts planar CMYK to RGBA',
  'rasters/corrupt/pillow/tiff_overflow_rows_per_strip.tif': 'strips are shorter than RowsPerStrip says',
};

async function hashOf(raster: Raster): Promise<string> {
  const { width, height } = raster.header;
  const hash = createHash('sha256');
  for (const band of await raster.readWindow(0, { x: 0, y: 0, width, height })) {
    hash.update(new Uint8Array(band.buffer, band.byteOffset, band.byteLength));
  }
  return hash.digest('hex');
}

describe('openRaster', { skip: sharedDataMissing }, () => {
  const readable = gdalOracle().filter(({ driver, pixels_sha256_le_bsq: hash }) => driver === 'GTiff' && hash);
  for (const { path, pixels_sha256_le_bsq: expected } of readable) {
    const exception = exceptions[path];
    it(`reads the pixels that GDAL reads from ${path}`, { skip: exception ?? false }, async () => {
      assert.equal(await hashOf(await openRaster(await fileSource(sharedData(path)))), expected);
    });
  }

  const unreadable = gdalOracle().filter(
    (facts) => facts.path.startsWith('rasters/corrupt/') && !facts.pixels_sha256_le_bsq,
  );
  for (const { path } of unreadable) {
    it(`refuses ${path}`, async () => {
      const reading = openRaster(await fileSource(sharedData(path))).then(hashOf);
      await assert.rejects(reading, UnreadableBlobError);
    });
  }
});

interface MadeFile {
  readonly name: string;
  readonly sha256: string;
}

/** Every codec with the types, predictors, layouts and byte orders that GDAL can write; 70×53, so that blocks are cut at the edge. */
const matrix = `
import os
import numpy as np
folder = given
made = []
types = {'Byte': np.uint8, 'UInt16': np.uint16, 'Int16': np.int16, 'UInt32': np.uint32, 'Int32': np.int32, 'Float32': np.float32, 'Float64': np.float64}
rng = np.random.default_rng(7)
base = np.add.outer(np.arange(53), np.arange(70))
def write(name, a, dtype, options):
    path = os.path.join(folder, name + '.tif')
    d = gdal.GetDriverByName('GTiff').Create(path, 70, 53, a.shape[0], getattr(gdal, 'GDT_' + dtype), options)
    d.WriteArray(a); d = None
    b = gdal.Open(path).ReadAsArray().reshape(a.shape)
    if b.dtype.kind == 'f': b[np.isnan(b)] = np.nan  # one bit pattern of the many
    made.append({'name': name, 'sha256': hashlib.sha256(np.ascontiguousarray(b).astype(b.dtype.newbyteorder('<')).tobytes()).hexdigest()})
def content(kind, bands):
    a = np.stack([base * 37 * (band + 1) + rng.integers(0, 9, base.shape) for band in range(bands)])
    return (a * 0.37 - 900).astype(kind) if np.dtype(kind).kind == 'f' else a.astype(kind)
for compress in ['NONE', 'LZW', 'DEFLATE', 'ZSTD', 'PACKBITS', 'LERC', 'LERC_DEFLATE', 'LERC_ZSTD']:
    for dtype, kind in types.items():
        for predictor in [1, 2, 3]:
            if predictor > 1 and compress not in ('LZW', 'DEFLATE', 'ZSTD'): continue
            if predictor == 3 and not dtype.startswith('Float'): continue
            for bands, interleave in [(1, 'PIXEL'), (3, 'PIXEL'), (4, 'PIXEL'), (2, 'BAND')]:
                for endian in ['LITTLE', 'BIG']:
                    if endian == 'BIG' and (bands == 4 or compress in ('PACKBITS', 'ZSTD')): continue
                    tiled = bands != 4
                    options = ['COMPRESS=' + compress, 'INTERLEAVE=' + interleave, 'ENDIANNESS=' + endian, 'BIGTIFF=' + ('YES' if bands == 2 else 'NO')]
                    options += ['TILED=YES', 'BLOCKXSIZE=32', 'BLOCKYSIZE=16'] if tiled else ['BLOCKYSIZE=9']
                    if predictor > 1: options.append(f'PREDICTOR={predictor}')
                    if compress.startswith('LERC'): options.append('MAX_Z_ERROR=0')
                    name = f'{compress}-{dtype}-p{predictor}-{bands}{interleave}-{endian}'
                    write(name, content(kind, bands), dtype, options)
for bits in [1, 2, 4, 7]: write(f'bits{bits}', content(np.uint8, 1) % (1 << bits), 'Byte', [f'NBITS={bits}', 'COMPRESS=DEFLATE'])
for bits in [9, 12, 15]: write(f'bits{bits}', content(np.uint16, 3) % (1 << bits), 'UInt16', [f'NBITS={bits}', 'TILED=YES', 'BLOCKXSIZE=16', 'BLOCKYSIZE=16'])
for bits in [17, 24, 31]: write(f'bits{bits}', content(np.uint32, 1) % (1 << bits), 'UInt32', [f'NBITS={bits}', 'COMPRESS=LZW'])
write('half', content(np.float32, 2), 'Float32', ['NBITS=16', 'COMPRESS=ZSTD', 'PREDICTOR=3'])
write('webp-lossless', content(np.uint8, 3), 'Byte', ['COMPRESS=WEBP', 'WEBP_LOSSLESS=YES', 'INTERLEAVE=PIXEL', 'TILED=YES', 'BLOCKXSIZE=32', 'BLOCKYSIZE=32'])
write('webp-alpha', content(np.uint8, 4), 'Byte', ['COMPRESS=WEBP', 'WEBP_LOSSLESS=YES', 'INTERLEAVE=PIXEL', 'ALPHA=YES'])
write('jpeg-gray', content(np.uint8, 1), 'Byte', ['COMPRESS=JPEG'])
write('jpeg-rgb', content(np.uint8, 3), 'Byte', ['COMPRESS=JPEG', 'INTERLEAVE=PIXEL', 'PHOTOMETRIC=RGB', 'TILED=YES', 'BLOCKXSIZE=32', 'BLOCKYSIZE=32'])
write('jpeg-ycbcr', content(np.uint8, 3), 'Byte', ['COMPRESS=JPEG', 'INTERLEAVE=PIXEL', 'PHOTOMETRIC=YCBCR', 'TILED=YES', 'BLOCKXSIZE=32', 'BLOCKYSIZE=32'])
write('jpeg-planar', content(np.uint8, 3), 'Byte', ['COMPRESS=JPEG', 'INTERLEAVE=BAND', 'PHOTOMETRIC=RGB'])
masked = content(np.float32, 2); masked[0, 5:20, 10:60] = np.nan; masked[1, 30, :] = np.nan
for bands, interleave in [(1, 'PIXEL'), (2, 'BAND')]: write(f'lerc-nan-{bands}', masked[:bands], 'Float32', ['COMPRESS=LERC', 'MAX_Z_ERROR=0', 'INTERLEAVE=' + interleave])
sparse = os.path.join(folder, 'sparse.tif')
d = gdal.GetDriverByName('GTiff').Create(sparse, 70, 53, 1, gdal.GDT_Int16, ['SPARSE_OK=TRUE', 'TILED=YES', 'BLOCKXSIZE=16', 'BLOCKYSIZE=16', 'COMPRESS=DEFLATE'])
d.GetRasterBand(1).SetNoDataValue(-99); d.GetRasterBand(1).WriteArray(np.full((5, 5), 7, np.int16), 20, 20); d = None
made.append({'name': 'sparse', 'sha256': hashlib.sha256(gdal.Open(sparse).ReadAsArray().tobytes()).hexdigest()})
answer = made
`;

describe('openRaster on what GDAL writes', { skip: gdalMissing }, () => {
  let folder = '';
  let made: readonly MadeFile[] = [];
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'revisit-'));
    made = gdal(matrix, folder) as readonly MadeFile[];
  });
  after(() => rm(folder, { recursive: true }));

  it('gives GDAL’s samples for every codec, type, predictor, layout and byte order', async () => {
    assert.ok(made.length > 300);
    const wrong: string[] = [];
    for (const { name, sha256 } of made) {
      const reading = openRaster(await fileSource(join(folder, `${name}.tif`))).then(hashOf);
      const hash = await reading.catch((error: unknown) => String(error));
      if (hash !== sha256) wrong.push(hash.includes('Error') ? `${name}: ${hash}` : name);
    }
    assert.deepEqual(wrong.slice(0, 20), []);
  });
});

const pyramid = `
import os
import numpy as np
path = os.path.join(given, 'pyramid.tif')
gdal.SetConfigOption('GDAL_TIFF_INTERNAL_MASK', 'YES')
source = gdal.GetDriverByName('MEM').Create('', 300, 200, 3, gdal.GDT_UInt16)
rows, columns = np.mgrid[0:200, 0:300]
source.WriteArray(np.stack([rows * 300 + columns, columns * 7, rows * 11]).astype(np.uint16))
source.SetGeoTransform([500000, 10, 0, 4000000, 0, -10])
source.CreateMaskBand(gdal.GMF_PER_DATASET)
mask = np.where((rows - 100) ** 2 + (columns - 150) ** 2 < 80 ** 2, 255, 0).astype(np.uint8)
source.GetRasterBand(1).GetMaskBand().WriteArray(mask)
gdal.GetDriverByName('COG').CreateCopy(path, source, options=['BLOCKSIZE=128', 'COMPRESS=DEFLATE', 'PREDICTOR=YES', 'OVERVIEW_COUNT=2', 'RESAMPLING=NEAREST'])
d = gdal.Open(path)
levels = [d] + [d.GetRasterBand(1).GetOverview(i).GetDataset() for i in range(d.GetRasterBand(1).GetOverviewCount())]
answer = [{'size': [level.RasterXSize, level.RasterYSize],
           'window': level.ReadAsArray(30, 10, 40, 35).reshape(3, -1).tolist(),
           'mask': level.GetRasterBand(1).GetMaskBand().ReadAsArray(30, 10, 40, 35).ravel().tolist()} for level in levels]
complex_path = os.path.join(given, 'complex.tif')
d = gdal.GetDriverByName('GTiff').Create(complex_path, 5, 4, 2, gdal.GDT_CInt16, ['COMPRESS=LZW', 'INTERLEAVE=PIXEL'])
d.WriteArray((np.arange(40).reshape(2, 4, 5) + 1j * (100 - np.arange(40).reshape(2, 4, 5))).astype(np.complex64)); d = None
`;

interface PyramidLevel {
  readonly size: readonly [number, number];
  readonly window: readonly (readonly number[])[];
  readonly mask: readonly number[];
}

describe('openRaster on damaged files', { skip: sharedDataMissing }, () => {
  const victims = [
    'rasters/tricky/jpeg_ycbcr_cog.tif',
    'rasters/tricky/bigtiff_zstd_tiny_cog.tiff',
    'rasters/tricky/tiny_rgba_cog.tif',
    'rasters/tricky/rotated_epsg3577.tif',
    'rasters/tricky/laea_userdefined_nocode.tif',
    'rasters/tiff_variants/seq/seq-3c-8b-tiled-8743c999.tiff',
    'rasters/tiff_variants/libtiffpic/flower-palette-16.tif',
  ];

  it('reads, or refuses with a reason, whatever bytes are changed or cut off', async () => {
    let seed = 12_345;
    const random = (below: number) => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7f_ff_ff_ff;
      return seed % below;
    };
    for (const path of victims) {
      const original = await readFile(sharedData(path));
      for (let round = 0; round < 60; round += 1) {
        const bytes = Uint8Array.from(
          original.subarray(0, round % 6 === 0 ? random(original.length) : original.length),
        );
        // Headers are where a changed byte does most.
        const reach = Math.min(bytes.length, round % 2 === 0 ? 600 : bytes.length);
        const changes = reach > 0 ? 1 + random(4) : 0;
        for (let change = 0; change < changes; change += 1) bytes[random(reach)] = random(256);
        await readCorner(bytes).catch((error: unknown) => {
          assert.ok(error instanceof UnreadableBlobError, `${path}, round ${round}: ${(error as Error).stack}`);
        });
      }
    }
  });

  async function readCorner(bytes: Uint8Array): Promise<void> {
    const raster = await openRaster(memorySource(bytes));
    const { width, height } = raster.header;
    await raster.readWindow(0, { x: 0, y: 0, width: Math.min(width, 256), height: Math.min(height, 256) }, [0]);
  }
});

describe('readWindow, readTile and readMask', { skip: gdalMissing }, () => {
  const window = { x: 30, y: 10, width: 40, height: 35 };
  let folder = '';
  let levels: readonly PyramidLevel[] = [];
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'revisit-'));
    levels = gdal(pyramid, folder) as readonly PyramidLevel[];
  });
  after(() => rm(folder, { recursive: true }));
  const open = async () => openRaster(await fileSource(join(folder, 'pyramid.tif')));

  it('reads a window of every level as GDAL does', async () => {
    const raster = await open();
    assert.deepEqual(
      raster.levels.map(({ width, height }) => [width, height]),
      levels.map(({ size }) => size),
    );
    for (const [level, expected] of levels.entries()) {
      const bands = await raster.readWindow(level, window);
      assert.deepEqual(
        bands.map((band) => [...band]),
        expected.window,
      );
    }
  });

  it('gives bands in the order asked for', async () => {
    const [third = [], first = []] = await (await open()).readWindow(0, window, [2, 0]);
    assert.deepEqual([[...third], [...first]], [levels[0]?.window[2], levels[0]?.window[0]]);
  });

  it('reads the internal mask of every level', async () => {
    const raster = await open();
    for (const [level, expected] of levels.entries()) {
      assert.deepEqual([...((await raster.readMask(level, window)) ?? [])], expected.mask);
    }
  });

  it('scales the transform of overviews', async () => {
    const [full, half] = (await open()).levels;
    assert.deepEqual(full?.transform, [10, 0, 500_000, 0, -10, 4_000_000]);
    assert.deepEqual(half?.transform, [20, 0, 500_000, 0, -20, 4_000_000]);
  });

  it('cuts tiles at the edge of the image', async () => {
    const { x, y, width, height, bands } = await (await open()).readTile(0, 2, 1, [0]);
    assert.deepEqual([x, y, width, height], [256, 128, 44, 72]);
    assert.equal(bands[0]?.[0], 128 * 300 + 256);
    assert.equal(bands[0]?.at(-1), 199 * 300 + 299);
  });

  it('opens and reads a window across four tiles with two requests', async () => {
    const source = countedSource(await fileSource(join(folder, 'pyramid.tif')));
    const raster = await openRaster(source);
    await raster.readWindow(0, { x: 100, y: 100, width: 60, height: 60 });
    assert.ok(source.requests <= 2, `${source.requests} requests`);
  });

  it('holds complex samples as pairs', async () => {
    const raster = await openRaster(await fileSource(join(folder, 'complex.tif')));
    assert.equal(raster.header.bands[0]?.dtype, 'cint16');
    const [, second = []] = await raster.readWindow(0, { x: 1, y: 2, width: 2, height: 1 });
    assert.deepEqual([...second], [31, 69, 32, 68]);
  });

  it('refuses windows outside the image and bands that are not there', async () => {
    const raster = await open();
    await assert.rejects(raster.readWindow(0, { x: 290, y: 0, width: 20, height: 1 }), RangeError);
    await assert.rejects(raster.readWindow(0, { x: 0.5, y: 0, width: 1, height: 1 }), RangeError);
    await assert.rejects(raster.readWindow(0, window, [3]), RangeError);
    await assert.rejects(raster.readWindow(7, window), RangeError);
  });
});
