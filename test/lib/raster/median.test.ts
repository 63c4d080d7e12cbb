import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { MedianMethod } from '../../../lib/raster/median-kernel.ts';
import { medianReference } from '../../../lib/raster/median-reference.ts';
import { medianResult, medianStack } from '../../../lib/raster/median-stack.ts';
import { median } from '../../../lib/raster/median.ts';
import { sampleArray, type CompositeType, type SampleArray } from '../../../lib/raster/sample-array.ts';

const clear = (length: number) => new Uint8Array(length);

describe('median', () => {
  // numpy: np.nanmedian(np.where(mask, np.nan, values), axis=0), rounded half up for integers
  const cases: {
    name: string;
    slices: SampleArray[];
    masks: number[][];
    nodata: number;
    values: number[];
    counts: number[];
  }[] = [
    {
      name: 'an odd count takes the middle value',
      slices: [Uint16Array.of(3, 900), Uint16Array.of(1, 100), Uint16Array.of(2, 65_535)],
      masks: [
        [0, 0],
        [0, 0],
        [0, 0],
      ],
      nodata: 0,
      values: [2, 900],
      counts: [3, 3],
    },
    {
      name: 'an even count takes the mean of the middle two, rounded half up',
      slices: [Uint16Array.of(1, 65_535, 10), Uint16Array.of(2, 65_534, 11)],
      masks: [
        [0, 0, 0],
        [0, 0, 0],
      ],
      nodata: 0,
      values: [2, 65_535, 11],
      counts: [2, 2, 2],
    },
    {
      name: 'masked and nodata samples do not count',
      slices: [Uint16Array.of(5, 0, 7, 0), Uint16Array.of(6, 8, 9, 4), Uint16Array.of(100, 0, 1, 0)],
      masks: [
        [0, 0, 255, 0],
        [0, 0, 255, 255],
        [255, 0, 255, 0],
      ],
      nodata: 0,
      values: [6, 8, 0, 0],
      counts: [2, 1, 0, 0],
    },
    {
      name: 'negative integers round half up too',
      slices: [Int16Array.of(-3, -32_768, -5), Int16Array.of(-2, 32_767, -1)],
      masks: [
        [0, 0, 0],
        [0, 0, 0],
      ],
      nodata: -9999,
      values: [-2, 0, -3],
      counts: [2, 2, 2],
    },
    {
      name: 'bytes',
      slices: [Uint8Array.of(255, 1), Uint8Array.of(254, 2), Uint8Array.of(0, 0)],
      masks: [
        [0, 0],
        [0, 0],
        [0, 0],
      ],
      nodata: 0,
      values: [255, 2],
      counts: [2, 2],
    },
    {
      name: 'floats keep their fraction, and NaN is no value',
      slices: [Float32Array.of(1.5, NaN, -0.25), Float32Array.of(2.25, -7, NaN), Float32Array.of(-9999, 3, -0.75)],
      masks: [
        [0, 0, 0],
        [0, 0, 0],
        [0, 0, 0],
      ],
      nodata: -9999,
      values: [1.875, -2, -0.5],
      counts: [2, 2, 2],
    },
  ];
  for (const { name, slices, masks, nodata, values, counts } of cases) {
    it(name, () => {
      const found = median(
        slices,
        masks.map((mask) => Uint8Array.from(mask)),
        nodata,
      );
      assert.deepEqual([...found.values], values);
      assert.deepEqual([...found.validCount], counts);
    });
  }

  it('refuses slices of different lengths', () => {
    assert.throws(() => median([new Uint16Array(2), new Uint16Array(3)], [clear(2), clear(3)], 0), RangeError);
  });
});

describe('the kernels agree with the reference', () => {
  const every = Array.from({ length: 64 }, (_, index) => index + 1);
  for (const [dtype, counts, methods] of [
    ['uint16', [...every, 65, 100, 127, 138, 200, 300], ['network', 'search']],
    ['int16', [...every, 129, 257], ['network', 'search']],
    ['float32', [...every, 100, 200], ['network']],
    ['uint8', [1, 2, 7, 24, 46], ['network', 'search']],
  ] as const) {
    it(`${dtype}, ${counts.length} depths from 1 to ${counts.at(-1)}`, () => {
      for (const slices of counts) for (const method of methods) compare(dtype, slices, method);
    });
  }
});

/** Random stacks with few and many distinct values, all shares of masked samples, and nodata of its own in some slices. */
function compare(dtype: CompositeType, slices: number, method: MedianMethod): void {
  const pixels = 176 + (slices % 16);
  const random = generator(slices * 7919 + dtype.length);
  const stack = medianStack(dtype, slices, pixels);
  const nodata: (number | undefined)[] = [];
  const values = Array.from({ length: slices }, () => sampleArray(dtype, pixels));
  const masks = Array.from({ length: slices }, () => new Uint8Array(pixels));
  for (let slice = 0; slice < slices; slice += 1) {
    nodata[slice] = random() < 0.5 ? undefined : Math.floor(random() * 3);
    stack.setNodata(slice, nodata[slice]);
    for (let pixel = 0; pixel < pixels; pixel += 1) {
      const share = (pixel % 11) / 10;
      masks[slice]![pixel] = random() < share ? 255 : 0;
      values[slice]![pixel] = pixel % 3 === 0 ? Math.floor(random() * 4) : sample(dtype, random);
    }
    stack.values(slice).set(values[slice]!);
    stack.mask(slice).set(masks[slice]!);
  }
  const expected = medianResult(dtype, pixels);
  medianReference(values, masks, nodata, expected);
  const found = medianResult(dtype, pixels);
  stack.run(slices, 77, found, method);
  for (let pixel = 0; pixel < pixels; pixel += 1) if (expected.validCount[pixel] === 0) expected.values[pixel] = 77;
  assert.deepEqual(found, expected, `${dtype} × ${slices} by ${method}`);
}

function sample(dtype: CompositeType, random: () => number): number {
  if (dtype === 'float32') return random() < 0.05 ? NaN : (random() - 0.5) * 10 ** Math.floor(random() * 8);
  if (dtype === 'uint8') return Math.floor(random() * 256);
  const value = random() < 0.1 ? (random() < 0.5 ? 0 : 65_535) : Math.floor(random() * 65_536);
  return dtype === 'int16' ? value - 32_768 : value;
}

/** Lehmer's generator: the same stacks in every run. */
function generator(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
