import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UnreadableBlobError } from '../../../lib/errors.ts';
import { fileSource } from '../../../lib/raster/file-source.ts';
import { countedSource, memorySource } from '../../../lib/raster/range-source.ts';
import type { RasterHeader } from '../../../lib/raster/raster-header.ts';
import { readRasterHeader } from '../../../lib/raster/tiff-header.ts';
import { gdalOracle, type GdalFacts } from '../../data/gdal-oracle.ts';
import { sharedData, sharedDataMissing } from '../../data/shared-data.ts';

const rasters = gdalOracle().filter(({ open, driver }) => open !== 'ok' || driver === 'GTiff');

/** Where we differ from GDAL 3.6.2 on purpose. */
const exceptions: Readonly<Record<string, { readonly reason: string; readonly fields: readonly string[] }>> = {
  'rasters/sensors/sentinel1_grd_S1/s1-vh.tiff': { reason: 'the CRS of GCPs is the CRS', fields: ['epsg'] },
  'rasters/tricky/gcps_only_small.tif': { reason: 'the CRS of GCPs is the CRS', fields: ['epsg'] },
  'rasters/tricky/cint16_small.tif': { reason: 'the CRS of GCPs is the CRS', fields: ['epsg'] },
  'rasters/tricky/zstd_tiff_datetime_tag.tif': {
    reason: 'the horizontal part of a compound CRS has a code; its vertical step is no scale of ours',
    fields: ['epsg', 'scale', 'offset'],
  },
  'rasters/tiff_variants/libtiffpic/flower-separated-planar-08.tif': {
    reason: 'GDAL converts planar CMYK to RGBA, we leave it',
    fields: ['color'],
  },
  'rasters/corrupt/pillow/crash-63b1dffefc8c075ddc606c0a2f5fdc15ece78863.tif': {
    reason: 'tiled without a tile length: GDAL opens it but can read no pixel',
    fields: ['open'],
  },
};

const compressions: Readonly<Record<string, string>> = {
  none: 'none',
  'YCbCr JPEG': 'jpeg',
  JPEG: 'jpeg',
  DEFLATE: 'deflate',
  LZW: 'lzw',
  PACKBITS: 'packbits',
  ZSTD: 'zstd',
  CCITTFAX3: 'ccitt-t4',
  WEBP: 'webp',
  OJPEG: 'old-jpeg',
  SGILOG: 'code-34676',
};

describe('readRasterHeader', { skip: sharedDataMissing }, () => {
  for (const facts of rasters) {
    it(`agrees with GDAL on ${facts.path}`, async () => {
      const source = countedSource(await fileSource(sharedData(facts.path)));
      const except = exceptions[facts.path]?.fields ?? [];
      if (facts.open !== 'ok' || except.includes('open')) {
        await assert.rejects(readRasterHeader(source), UnreadableBlobError);
        return;
      }
      const header = await readRasterHeader(source);
      assert.ok(source.requests <= 2, `${source.requests} requests`);
      const [ours, theirs] = [ourFacts(header), gdalFacts(facts)];
      for (const field of except) {
        delete ours[field];
        delete theirs[field];
      }
      assert.deepEqual(ours, theirs);
      if (facts.proj4) assert.ok(header.crs, header.crsProblem);
      assertTransform(header, facts);
    });
  }

  it('reads all the corrupt files in bounded time and memory', async () => {
    for (const { path } of rasters.filter((facts) => facts.path.startsWith('rasters/corrupt/'))) {
      const source = countedSource(await fileSource(sharedData(path)));
      await readRasterHeader(source, { maxRequests: Infinity }).catch((error: unknown) => {
        assert.ok(error instanceof UnreadableBlobError, `${path}: ${String(error)}`);
      });
      assert.ok(source.bytesRead < 4e6, `${path}: ${source.bytesRead} bytes`);
    }
  });
});

function ourFacts(header: RasterHeader): Record<string, unknown> {
  const per = <T>(pick: (band: RasterHeader['bands'][number]) => T) => header.bands.map(pick);
  return {
    size: [header.width, header.height],
    epsg: header.crs?.epsg ?? null,
    gcps: header.gcps.length,
    rpc: header.rpc,
    compression: header.compression,
    interleave: header.interleave.toUpperCase(),
    layout: header.gdalCogLayout ? 'COG' : null,
    bigTiff: header.bigTiff,
    littleEndian: header.littleEndian,
    overviews: header.overviews.map(({ width, height }) => [width, height]),
    internalMask: header.internalMask,
    // GDAL says int8 is Byte with a PIXELTYPE until 3.7, and hides depths that fill their type.
    dtype: per(({ dtype }) => (dtype === 'int8' ? 'uint8' : dtype)),
    bits: per(({ bits, dtype }) =>
      bits === 8 || bits === 32 || bits === 64 || dtype.endsWith(`int${bits}`) ? null : `${bits}`,
    ),
    nodata: per(({ nodata }) => (nodata === undefined ? null : nodata)),
    color: per(({ color }) => color),
    scale: per(({ scale }) => scale ?? null),
    offset: per(({ offset }) => offset ?? null),
    description: per(({ description }) => description ?? null),
  };
}

function gdalFacts(facts: GdalFacts): Record<string, unknown> {
  const per = <T>(pick: (band: GdalFacts['band_info'][number]) => T) => facts.band_info.map(pick);
  return {
    size: facts.size,
    epsg: facts.epsg,
    gcps: facts.gcps,
    rpc: facts.rpc,
    compression: compressions[facts.compression ?? 'none'],
    interleave: facts.interleave,
    layout: facts.layout,
    bigTiff: facts.bigtiff,
    littleEndian: !facts.big_endian,
    overviews: facts.band_info[0]?.overviews,
    internalMask: ((facts.band_info[0]?.mask_flags ?? 0) & 7) === 2,
    dtype: per(({ dtype }) => dtype.toLowerCase().replace('byte', 'uint8')),
    bits: per(({ nbits }) => nbits),
    nodata: per(({ nodata }) => (nodata === null ? null : Number(nodata))),
    color: per(({ color }) => color.toLowerCase()),
    scale: per(({ scale }) => scale),
    offset: per(({ offset }) => offset),
    description: per(({ description }) => description || null),
  };
}

function assertTransform({ transform }: RasterHeader, { geotransform }: GdalFacts): void {
  if (!geotransform || !transform) {
    assert.equal(transform ?? null, geotransform);
    return;
  }
  const [a, b, c, d, e, f] = transform;
  for (const [index, value] of [c, a, b, f, d, e].entries()) {
    const expected = geotransform[index] ?? NaN;
    assert.ok(Math.abs(value - expected) <= 1e-12 * Math.max(1, Math.abs(expected)), `${value} is not ${expected}`);
  }
}

describe('readRasterHeader on bytes that are no TIFF', () => {
  const cases: readonly (readonly [string, Uint8Array])[] = [
    ['nothing', new Uint8Array()],
    ['four bytes', Uint8Array.of(0x49, 0x49, 42, 0)],
    ['a PNG', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13)],
    ['text', new TextEncoder().encode('<?xml version="1.0"?><scene/>')],
    ['a directory past the end', Uint8Array.of(0x49, 0x49, 42, 0, 0xff, 0xff, 0xff, 0xff)],
    ['a directory that is cut off', Uint8Array.of(0x49, 0x49, 42, 0, 8, 0, 0, 0, 9, 0, 0, 1, 3, 0)],
    ['an empty directory', Uint8Array.of(0x49, 0x49, 42, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0)],
    ['no directory', Uint8Array.of(0x4d, 0x4d, 0, 42, 0, 0, 0, 0)],
  ];
  for (const [name, bytes] of cases) {
    it(`refuses ${name}`, async () => {
      await assert.rejects(readRasterHeader(memorySource(bytes, 'blob')), (error: Error) => {
        assert.ok(error instanceof UnreadableBlobError);
        assert.match(error.message, /^blob: /);
        return true;
      });
    });
  }
});
