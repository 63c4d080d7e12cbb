import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { epsgCrs, parseCrs } from '../../../lib/geo/crs.ts';
import type { CogSpec } from '../../../lib/raster/cog-spec.ts';
import { writeCog } from '../../../lib/raster/cog-writer.ts';
import { sampleArray, type SampleArray } from '../../../lib/raster/sample-array.ts';
import { gdal, gdalMissing } from '../../data/gdal.ts';

const utm = epsgCrs(32_633);
const square = [10, 0, 500_000, 0, -10, 5_000_000] as const;
const cases: { name: string; spec: CogSpec; blank?: boolean }[] = [
  {
    name: 'uint16, three bands, odd size, nodata',
    spec: {
      width: 1301,
      height: 1077,
      dtype: 'uint16',
      bands: [{ description: 'B04' }, {}, { description: 'a < "b" & c' }],
      nodata: 0,
      crs: utm,
      transform: square,
    },
  },
  {
    name: 'uint8, one small band',
    spec: {
      width: 76,
      height: 77,
      dtype: 'uint8',
      bands: [{}],
      crs: epsgCrs(4326),
      transform: [0.01, 0, -180, 0, -0.02, 90],
    },
  },
  {
    name: 'int16, ZSTD, negative nodata',
    spec: {
      width: 600,
      height: 513,
      dtype: 'int16',
      bands: [{}, {}],
      nodata: -9999,
      compression: 'zstd',
      crs: epsgCrs(3857),
      transform: square,
    },
  },
  {
    name: 'float32, NaN nodata',
    spec: {
      width: 700,
      height: 900,
      dtype: 'float32',
      bands: [{}, {}],
      nodata: NaN,
      crs: epsgCrs(3035),
      transform: square,
      overviews: 'nearest',
    },
  },
  {
    name: 'five bands, rotated grid, blocks of 256',
    spec: {
      width: 513,
      height: 300,
      dtype: 'uint16',
      bands: [{}, {}, {}, {}, {}],
      nodata: 65_535,
      block: 256,
      crs: utm,
      transform: [10, 2, 500_000, 3, -10, 5_000_000],
    },
  },
  {
    name: 'nothing but nodata',
    spec: { width: 1030, height: 600, dtype: 'uint16', bands: [{}], nodata: 0, crs: utm, transform: square },
    blank: true,
  },
  {
    name: 'no nodata, no CRS, south-up',
    spec: {
      width: 300,
      height: 300,
      dtype: 'uint8',
      bands: [{ metadata: { STATISTICS_MEAN: '1.5' } }],
      transform: [1, 0, 0, 0, 1, 0],
      metadata: { TIFFTAG: 'x' },
    },
  },
];

describe('writeCog', { skip: gdalMissing }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'revisit-cog-'));
  after(() => rmSync(folder, { recursive: true }));

  for (const [index, { name, spec, blank }] of cases.entries()) {
    it(`GDAL accepts and reads back: ${name}`, async () => {
      const bands = spec.bands.map((_, band) => picture(spec, band, blank ?? false));
      const path = join(folder, `${index}.tif`);
      writeFileSync(path, await writeCog(spec, bands));
      const found = gdal(inspect, path) as Found;
      assert.deepEqual({ errors: found.errors, warnings: found.warnings }, { errors: [], warnings: [] });
      assert.equal(found.layout, 'COG');
      assert.deepEqual(found.size, [spec.width, spec.height]);
      assert.deepEqual(found.hashes, bands.map(hash));
      const [a, b, c, d, e, f] = spec.transform ?? [];
      assert.deepEqual(found.transform, [c, a, b, f, d, e]);
      assert.equal(found.epsg, spec.crs?.epsg ?? null);
      assert.deepEqual(found.nodata, spec.nodata === undefined ? null : String(spec.nodata).toLowerCase());
      assert.deepEqual(
        found.descriptions,
        spec.bands.map((band) => band.description ?? ''),
      );
      assert.equal(found.overviews.length > 0, Math.max(spec.width, spec.height) > (spec.block ?? 512));
    });
  }

  it('overviews are GDAL’s averages without nodata', async () => {
    const spec: CogSpec = {
      width: 640,
      height: 520,
      dtype: 'float32',
      bands: [{}],
      nodata: -1,
      crs: utm,
      transform: square,
    };
    const band = picture(spec, 1, false);
    const path = join(folder, 'average.tif');
    writeFileSync(path, await writeCog(spec, [band]));
    const difference = gdal(
      `source = gdal.Open(given)
copy = gdal.GetDriverByName('GTiff').CreateCopy('/vsimem/copy.tif', source, options=['COPY_SRC_OVERVIEWS=NO'])
ours = source.GetRasterBand(1).GetOverview(0).ReadAsArray()
copy.BuildOverviews('AVERAGE', [2])
theirs = copy.GetRasterBand(1).GetOverview(0).ReadAsArray()
answer = float(numpy.abs(ours - theirs).max())`,
      path,
    );
    assert.ok(Number(difference) < 1e-3, `differs by ${String(difference)}`);
  });

  it('user-defined projections come back as they were', async () => {
    const definitions = [
      '+proj=laea +lat_0=52 +lon_0=10 +x_0=4321000 +y_0=3210000 +ellps=GRS80 +units=m +no_defs',
      '+proj=aea +lat_0=40 +lon_0=-96 +lat_1=20 +lat_2=60 +x_0=0 +y_0=0 +datum=WGS84 +units=m +no_defs',
      '+proj=sinu +lon_0=0 +x_0=0 +y_0=0 +R=6371007.181 +units=m +no_defs',
      '+proj=tmerc +lat_0=0 +lon_0=13.5 +k=0.9996 +x_0=500000 +y_0=0 +ellps=bessel +towgs84=598.1,73.7,418.2,0.202,0.045,-2.455,6.7 +units=m +no_defs',
      '+proj=lcc +lat_0=46.5 +lon_0=3 +lat_1=49 +lat_2=44 +x_0=700000 +y_0=6600000 +ellps=GRS80 +units=m +no_defs',
      '+proj=stere +lat_0=-90 +lat_ts=-71 +lon_0=0 +x_0=0 +y_0=0 +datum=WGS84 +units=m +no_defs',
      '+proj=stere +lat_0=90 +lat_ts=70 +lon_0=-45 +x_0=0 +y_0=0 +datum=WGS84 +units=m +no_defs',
      '+proj=eqc +lat_ts=30 +lat_0=0 +lon_0=15 +x_0=0 +y_0=0 +datum=WGS84 +units=m +no_defs',
      '+proj=merc +lat_ts=41 +lon_0=25 +x_0=0 +y_0=0 +datum=WGS84 +units=m +no_defs',
      '+proj=tmerc +lat_0=30 +lon_0=-80 +k=0.9999 +x_0=200000 +y_0=0 +datum=WGS84 +units=us-ft +no_defs',
    ];
    for (const [index, definition] of definitions.entries()) {
      const spec: CogSpec = {
        width: 20,
        height: 20,
        dtype: 'uint8',
        bands: [{}],
        crs: parseCrs(definition),
        transform: square,
      };
      const path = join(folder, `user-${index}.tif`);
      writeFileSync(path, await writeCog(spec, [picture(spec, 0, false)]));
      const distance = gdal(
        `path, definition = given
points = [(-80, 35), (10, 50), (12, 48.5), (100, -75), (-60, 75)]
def place(reference):
    geographic = osr.SpatialReference(); geographic.ImportFromEPSG(4326)
    for each in (geographic, reference): each.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    change = osr.CoordinateTransformation(geographic, reference)
    return numpy.array([change.TransformPoint(*point)[:2] for point in points])
wanted = osr.SpatialReference(); wanted.ImportFromProj4(definition)
answer = float(numpy.abs(place(wanted) - place(gdal.Open(path).GetSpatialRef())).max())`,
        [path, definition],
      );
      assert.ok(Number(distance) < 0.001, `${definition} is off by ${String(distance)}`);
    }
  });

  it('the same pixels give the same bytes', async () => {
    const spec = cases[0]!.spec;
    const bands = spec.bands.map((_, band) => picture(spec, band, false));
    assert.deepEqual(hash(await writeCog(spec, bands)), hash(await writeCog(spec, bands)));
  });
});

interface Found {
  errors: string[];
  warnings: string[];
  layout: string;
  size: [number, number];
  hashes: string[];
  transform: number[];
  epsg: number | null;
  nodata: string | null;
  descriptions: string[];
  overviews: [number, number][];
}

const inspect = `
import osgeo_utils.samples.validate_cloud_optimized_geotiff as validator
warnings_found, errors, details = validator.validate(given, full_check=True)
source = gdal.Open(given)
bands = [source.GetRasterBand(band + 1) for band in range(source.RasterCount)]
reference = source.GetSpatialRef()
code = reference.GetAuthorityCode(None) if reference else None
nodata = bands[0].GetNoDataValue()
answer = {
  'errors': errors, 'warnings': warnings_found,
  'layout': source.GetMetadataItem('LAYOUT', 'IMAGE_STRUCTURE'),
  'size': [source.RasterXSize, source.RasterYSize],
  'hashes': [hashlib.sha256(band.ReadAsArray().tobytes()).hexdigest() for band in bands],
  'transform': list(source.GetGeoTransform()),
  'epsg': int(code) if code else None,
  'nodata': None if nodata is None else ('nan' if nodata != nodata else str(int(nodata))),
  'descriptions': [band.GetDescription() for band in bands],
  'overviews': [[bands[0].GetOverview(i).XSize, bands[0].GetOverview(i).YSize] for i in range(bands[0].GetOverviewCount())],
}`;

/** A picture with slopes, noise, and a corner of nodata that leaves whole blocks empty. */
function picture(spec: CogSpec, band: number, blank: boolean): SampleArray {
  const pixels = sampleArray(spec.dtype, spec.width * spec.height);
  let state = band + 1;
  for (let row = 0; row < spec.height; row += 1) {
    for (let col = 0; col < spec.width; col += 1) {
      state = (state * 48_271) % 2_147_483_647;
      const empty = blank || (col > 500 && row > 490);
      pixels[row * spec.width + col] = empty
        ? (spec.nodata ?? 0)
        : row * 3 + col + (state % 50) + (spec.dtype === 'float32' ? 0.25 : 0);
    }
  }
  return pixels;
}

function hash(array: SampleArray): string {
  return createHash('sha256')
    .update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
    .digest('hex');
}
