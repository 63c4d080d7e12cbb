import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { constants, deflateRawSync, deflateSync, inflateRawSync, inflateSync } from 'node:zlib';
import { inflateBlock, inflateRawBlock, sumRows } from '../../../lib/raster/decode-kernels.ts';
import { decodeModuleSource } from '../../../lib/raster/decode-module.ts';
import { kernelSourceHash } from '../../../local/kernel-source.ts';

/** Numbers that look random and are always the same. */
function noise(seed: number): () => number {
  let state = seed + 1;
  return () => (state = (state * 48_271) % 2_147_483_647);
}

function bytesOf(length: number, byte: (at: number) => number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => byte(at));
}

const next = noise(3);
const inputs: Readonly<Record<string, Uint8Array>> = {
  nothing: new Uint8Array(),
  'one byte': Uint8Array.of(7),
  zeros: new Uint8Array(300_000),
  'random bytes': bytesOf(100_000, () => next() >> 8),
  'differenced imagery': bytesOf(200_000, (at) => (at % 2 ? (next() % 3) - 1 : ((next() >> 4) % 64) - 32)),
  'few values': bytesOf(70_000, () => next() % 3),
  'skewed values': bytesOf(150_000, () => 255 >> (next() % 24)),
  'short patterns': bytesOf(90_000, (at) => (at % 7) + (at % 4096 === 0 ? 9 : 0)),
  'long patterns': bytesOf(90_000, (at) => (at % 9000) * 31),
};

describe('the decoding module', () => {
  it('is made from the source beside it (else: npm run kernels)', () => {
    assert.equal(decodeModuleSource, kernelSourceHash());
  });
});

describe('inflateBlock', () => {
  const { Z_DEFAULT_STRATEGY, Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED } = constants;
  for (const [name, data] of Object.entries(inputs)) {
    it(`undoes zlib: ${name}`, () => {
      for (const level of [0, 1, 6, 9]) {
        for (const strategy of [Z_DEFAULT_STRATEGY, Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED]) {
          const packed = deflateSync(data, { level, strategy });
          const found = inflateBlock(packed, data.length);
          assert.ok(found && Buffer.compare(found, data) === 0, `level ${level}, strategy ${strategy}`);
        }
      }
    });
  }

  it('gives nothing when more would come out than there is room for', () => {
    const packed = deflateSync(inputs['short patterns'] ?? '');
    assert.equal(inflateBlock(packed, 89_999), undefined);
    assert.equal(inflateBlock(packed, 0), undefined);
  });

  it('gives nothing for a stream that is cut off anywhere', () => {
    const packed = deflateSync(bytesOf(900, () => next() % 40));
    for (let length = 0; length < packed.length; length += 1) {
      assert.equal(inflateBlock(packed.subarray(0, length), 900), undefined, `${length} bytes`);
    }
  });

  it('takes a damaged stream as zlib does', () => {
    const data = bytesOf(3000, () => next() % 40);
    for (let time = 0; time < 4000; time += 1) {
      const packed = Uint8Array.from(deflateSync(data, { level: (next() >> 3) % 10 }));
      const at = (next() >> 3) % Math.min(packed.length, time % 2 ? 90 : packed.length);
      packed[at] = (packed[at] ?? 0) ^ (1 << ((next() >> 5) % 8));
      const found = inflateBlock(packed, 3000);
      if (found) assert.equal(Buffer.compare(found, inflateSync(packed)), 0);
      else assert.throws(() => inflateSync(packed, { maxOutputLength: 3000 }));
    }
  });

  it('takes any bytes at all, within its memory', () => {
    for (let time = 0; time < 3000; time += 1) {
      const header = [0x78, 0x9c, (next() >> 3) & 0xff];
      const garbage = Uint8Array.from([...header, ...bytesOf((next() >> 3) % 400, () => next() >> 8)]);
      assert.equal(inflateBlock(garbage, 5000), undefined);
    }
  });
});

describe('inflateRawBlock', () => {
  const text = (count: number, name: string) =>
    Buffer.from(
      Array.from({ length: count }, (_, at) => `{"href":"https://example.com/${name}/${at * 7919}.tif"}`).join(),
    );

  for (const [name, data] of Object.entries({ ...inputs, text: text(400, 'b') })) {
    it(`undoes raw DEFLATE with a dictionary: ${name}`, () => {
      for (const dictionary of [text(3, 'a'), text(1200, 'b').subarray(0, 32_768)]) {
        for (const level of [0, 1, 4, 9]) {
          const packed = deflateRawSync(data, { dictionary, level });
          const found = inflateRawBlock(packed, data.length, dictionary);
          assert.ok(found && Buffer.compare(found, data) === 0, `level ${level}, ${dictionary.length} bytes before`);
        }
      }
    });
  }

  it('takes a damaged stream, or another dictionary, as zlib does', () => {
    const dictionary = text(20, 'a');
    for (let time = 0; time < 3000; time += 1) {
      const packed = Uint8Array.from(deflateRawSync(text(20, 'b'), { dictionary, level: (next() >> 3) % 10 }));
      const at = (next() >> 3) % packed.length;
      packed[at] = (packed[at] ?? 0) ^ (1 << ((next() >> 5) % 8));
      const given = time % 3 ? dictionary : dictionary.subarray(0, (next() >> 3) % dictionary.length);
      const found = inflateRawBlock(packed, 3000, given);
      if (found) assert.equal(Buffer.compare(found, inflateRawSync(packed, { dictionary: given })), 0);
      else assert.throws(() => inflateRawSync(packed, { dictionary: given, maxOutputLength: 3000 }));
    }
  });

  it('gives nothing when more would come out than there is room for', () => {
    const dictionary = text(3, 'a');
    const packed = deflateRawSync(text(9, 'a'), { dictionary });
    assert.equal(inflateRawBlock(packed, text(9, 'a').length - 1, dictionary), undefined);
  });
});

describe('sumRows', () => {
  it('sums by any stride, whatever the width', () => {
    for (const [bits, Type] of [
      [8, Uint8Array],
      [16, Uint16Array],
      [32, Uint32Array],
    ] as const) {
      for (const stride of [1, 2, 3, 4, 5, 8, 16, 17]) {
        for (const pixels of [1, 2, 7, 33]) {
          const samplesPerRow = pixels * stride;
          const given = Type.from(Array.from({ length: samplesPerRow * 3 }, next));
          const expected = Type.from(given);
          for (let at = 0; at < expected.length; at += 1) {
            if (at % samplesPerRow >= stride) expected[at] = (expected[at] ?? 0) + (expected[at - stride] ?? 0);
          }
          assert.ok(sumRows(new Uint8Array(given.buffer), { rows: 3, samplesPerRow, stride, bits }));
          assert.deepEqual([...given], [...expected], `${bits} bits, stride ${stride}, ${pixels} pixels`);
        }
      }
    }
  });
});
