import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import { pictureBands, preview } from '../../../lib/raster/preview.ts';

describe('preview', () => {
  it('is a WebP of at most 512 pixels an edge, transparent where there is no data', async () => {
    const [width, height] = [900, 600];
    const band = Uint16Array.from({ length: width * height }, (_, at) => (at % width < 450 ? 0 : 1000 + (at % 900)));
    const { data, info } = await sharp(await preview({ width, height, bands: [band, band, band], nodata: 0 }))
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    assert.deepEqual([info.width, info.height], [512, 341]);
    const alpha = (col: number, row: number) => data[(row * info.width + col) * info.channels + 3];
    assert.deepEqual([alpha(10, 100), alpha(500, 100)], [0, 255]);
  });

  it('stretches each band between its 2nd and 98th percentile', async () => {
    const band = Float32Array.from({ length: 10_000 }, (_, at) => at / 100);
    const { data } = await sharp(await preview({ width: 100, height: 100, bands: [band], nodata: -1 }))
      .raw()
      .toBuffer({ resolveWithObject: true });
    const channels = data.length / 10_000;
    assert.ok((data[0] ?? 255) < 12 && (data[9999 * channels] ?? 0) > 243);
    assert.ok(Math.abs((data[5000 * channels] ?? 0) - 127) < 8);
  });

  it('keeps the colours of bands that are alike, and the contrast of one that is not', async () => {
    const ramp = (from: number, to: number) =>
      Float32Array.from({ length: 10_000 }, (_, at) => from + ((to - from) * at) / 9999);
    const lastPixel = async (bands: readonly Float32Array[]) => {
      const { data } = await sharp(await preview({ width: 100, height: 100, bands, nodata: -1 }))
        .raw()
        .toBuffer({ resolveWithObject: true });
      return [...data.subarray(-3)];
    };
    const [, half = 0] = await lastPixel([ramp(0, 1000), ramp(0, 500), ramp(0, 1000)]);
    assert.ok(Math.abs(half - 127) < 16, `${half}`);
    const [, full = 0] = await lastPixel([ramp(0, 1000), ramp(0, 5), ramp(0, 1000)]);
    assert.ok(full > 243, `${full}`);
  });

  it('a picture of one value, or of none, is still a picture', async () => {
    for (const value of [0, 7]) {
      const picture = await preview({ width: 8, height: 8, bands: [new Uint8Array(64).fill(value)], nodata: 0 });
      assert.equal((await sharp(picture).metadata()).width, 8);
    }
  });
});

describe('pictureBands', () => {
  const cases: { names: string[]; expected: number[] }[] = [
    { names: ['B02', 'B03', 'B04', 'B08'], expected: [2, 1, 0] },
    { names: ['nir', 'red', 'green', 'blue'], expected: [1, 2, 3] },
    { names: ['B2', 'B3', 'B4'], expected: [2, 1, 0] },
    { names: ['a', 'b', 'c', 'd'], expected: [0, 1, 2] },
    { names: ['vv', 'vh'], expected: [0] },
  ];
  for (const { names, expected } of cases) {
    it(`${names.join(', ')} → ${expected.join(', ')}`, () => assert.deepEqual(pictureBands(names), expected));
  }
});
