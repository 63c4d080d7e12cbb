import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { epsgCrs } from '../../../lib/geo/crs.ts';
import { cogLayout } from '../../../lib/raster/cog-header.ts';
import { cogLevels, type CogSpec } from '../../../lib/raster/cog-spec.ts';
import { gdal, gdalMissing } from '../../data/gdal.ts';

describe('cogLayout', { skip: gdalMissing }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'revisit-layout-'));
  after(() => rmSync(folder, { recursive: true }));

  for (const { name, bytes, big } of [
    { name: 'over 4 GB is a BigTIFF', bytes: 2_900_000, big: true },
    { name: 'under 4 GB is a classic TIFF', bytes: 1_900_000, big: false },
  ]) {
    it(`20,000 × 20,000 pixels ${name}, and GDAL finds its blocks`, () => {
      const spec: CogSpec = {
        width: 20_000,
        height: 20_000,
        dtype: 'uint16',
        bands: [{}, {}, {}],
        nodata: 0,
        crs: epsgCrs(32_633),
        transform: [10, 0, 500_000, 0, -10, 5_000_000],
      };
      const levels = cogLevels(spec);
      const sizes = levels.map(({ columns, rows }) => new Float64Array(columns * rows).fill(bytes));
      const { header, size } = cogLayout(spec, levels, sizes);
      const path = join(folder, `${bytes}.tif`);
      writeFileSync(path, header);
      // A hole as long as the pixels would be.
      truncateSync(path, size);
      const found = gdal(
        `source = gdal.Open(given)
band = source.GetRasterBand(1)
last = int(band.GetMetadataItem('BLOCK_OFFSET_39_39', 'TIFF'))
answer = {
  'size': [source.RasterXSize, source.RasterYSize],
  'overviews': band.GetOverviewCount(),
  'version': open(given, 'rb').read(4)[2],
  'layout': source.GetMetadataItem('LAYOUT', 'IMAGE_STRUCTURE'),
  'end': last + int(band.GetMetadataItem('BLOCK_SIZE_39_39', 'TIFF')) + 4,
}`,
        path,
      );
      assert.deepEqual(found, {
        size: [20_000, 20_000],
        overviews: 6,
        version: big ? 43 : 42,
        layout: 'COG',
        end: size,
      });
      assert.equal(size > 2 ** 32, big);
    });
  }
});
