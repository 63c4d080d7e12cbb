import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gdalMetadataXml } from '../../../lib/raster/gdal-metadata-xml.ts';
import { parseGdalMetadata } from '../../../lib/raster/gdal-metadata.ts';
import { decodeLzw } from '../../../lib/raster/lzw.ts';
import { decodePackBits } from '../../../lib/raster/packbits.ts';
import { undoDifferencing, undoFloatingPoint } from '../../../lib/raster/predictor.ts';
import { memorySource } from '../../../lib/raster/range-source.ts';
import { parseNodata } from '../../../lib/raster/tiff-bands.ts';
import { readRasterHeader } from '../../../lib/raster/tiff-header.ts';
import { packedSamples, wholeSamples } from '../../../lib/raster/unpack-samples.ts';
import { gdal, gdalMissing } from '../../data/gdal.ts';

describe('decodeLzw', () => {
  /** Codes of nine bits, most significant bit first. */
  const packed = (...codes: readonly number[]) => {
    const bits = codes.map((code) => code.toString(2).padStart(9, '0')).join('');
    return Uint8Array.from(bits.match(/.{1,8}/g) ?? [], (byte) => Number.parseInt(byte.padEnd(8, '0'), 2));
  };

  it('undoes the example of TIFF 6.0 §13', () => {
    const data = decodeLzw(packed(256, 7, 258, 8, 8, 258, 6, 6, 257), 10);
    assert.deepEqual([...data], [7, 7, 7, 8, 8, 7, 7, 6, 6]);
  });

  it('ends with its data', () => {
    assert.deepEqual([...decodeLzw(packed(256, 1, 2), 10)], [1, 2]);
    assert.deepEqual([...decodeLzw(new Uint8Array(), 10)], []);
  });

  it('gives no more than was asked for', () => {
    assert.deepEqual([...decodeLzw(packed(256, 7, 258, 259, 257), 4)], [7, 7, 7, 7]);
  });

  it('refuses a code that was not made yet', () => {
    assert.throws(() => decodeLzw(packed(256, 7, 300), 10), RangeError);
    assert.throws(() => decodeLzw(packed(256, 258), 10), RangeError);
  });
});

describe('decodePackBits', () => {
  it('undoes Apple’s example', () => {
    const data = [0xfe, 0xaa, 0x02, 0x80, 0x00, 0x2a, 0xfd, 0xaa, 0x03, 0x80, 0x00, 0x2a, 0x22, 0xf7, 0xaa];
    const expected = 'aaaaaa80002aaaaaaaaa80002a22aaaaaaaaaaaaaaaaaaaa';
    assert.equal(Buffer.from(decodePackBits(Uint8Array.from(data), 24)).toString('hex'), expected);
  });

  it('ends with its data, and passes over 128', () => {
    assert.deepEqual([...decodePackBits(Uint8Array.of(128, 0, 9, 0xfe), 10)], [9]);
  });
});

describe('undoDifferencing', () => {
  it('sums by samples a pixel, row by row, and wraps', () => {
    const bytes = Uint8Array.of(250, 1, 10, 1, 5, 5, 1, 1);
    undoDifferencing(bytes, { rows: 2, samplesPerRow: 4, stride: 2, bits: 8 });
    assert.deepEqual([...bytes], [250, 1, 4, 2, 5, 5, 6, 6]);
  });

  it('sums 16, 32 and 64 bits', () => {
    for (const Type of [Uint16Array, Uint32Array]) {
      const samples = Type.of(-1, 2, 3);
      const bytes = new Uint8Array(samples.buffer);
      undoDifferencing(bytes, { rows: 1, samplesPerRow: 3, stride: 1, bits: Type.BYTES_PER_ELEMENT * 8 });
      assert.deepEqual([...samples], [...Type.of(-1, 1, 4)]);
    }
    const samples = BigUint64Array.of(2n ** 64n - 1n, 2n);
    undoDifferencing(new Uint8Array(samples.buffer), { rows: 1, samplesPerRow: 2, stride: 1, bits: 64 });
    assert.deepEqual([...samples], [2n ** 64n - 1n, 1n]);
  });
});

describe('undoFloatingPoint', () => {
  it('gathers the bytes of each sample from their planes', () => {
    // 1.0 is 3f800000 and 2.0 is 40000000: planes 3f 40 | 80 00 | 00 00 | 00 00, then differences.
    const bytes = Uint8Array.of(0x3f, 0x01, 0x40, 0x80, 0, 0, 0, 0);
    const floats = undoFloatingPoint(bytes, { rows: 1, samplesPerRow: 2, stride: 1, bits: 32 });
    assert.deepEqual([...wholeSamples('float32', 32, floats)], [1, 2]);
  });
});

describe('packedSamples', () => {
  it('reads most significant bits first, rows from whole bytes', () => {
    const bytes = Uint8Array.of(0b1010_0000, 0b0110_0000);
    assert.deepEqual([...packedSamples('uint8', 1, bytes, 2, 3)], [1, 0, 1, 0, 1, 1]);
    assert.deepEqual([...packedSamples('uint16', 12, Uint8Array.of(0xab, 0xcd, 0xef), 1, 2)], [0xabc, 0xdef]);
  });

  it('extends the sign', () => {
    assert.deepEqual([...packedSamples('int16', 12, Uint8Array.of(0xff, 0xf7, 0xff), 1, 2)], [-1, 2047]);
  });
});

describe('parseNodata', () => {
  const cases = [
    ['0', 'uint8', 0],
    [' -9999 ', 'int16', -9999],
    ['nan', 'float32', NaN],
    ['-inf', 'float64', -Infinity],
    ['-3.4e38', 'float32', Math.fround(-3.4e38)],
    // GDAL writes FLT_MAX with too many digits to fit.
    ['-3.4028235e+38', 'float32', -3.402_823_466_385_288_6e38],
    ['-1.2676506e+30', 'float64', -1.267_650_6e30],
    ['', 'uint8', undefined],
    ['none', 'uint8', undefined],
  ] as const;
  for (const [text, dtype, expected] of cases) {
    it(`of ${JSON.stringify(text)} as ${dtype} is ${expected}`, () => {
      assert.equal(parseNodata(text, dtype), expected);
    });
  }
});

describe('parseGdalMetadata', () => {
  it('tells items of the dataset, of bands, and roles apart', () => {
    const { dataset, bands } = parseGdalMetadata(`<GDALMetadata>
      <Item name="AREA_OR_POINT">Area</Item>
      <Item name="a&amp;b">x &lt; &#233;</Item>
      <Item name="OVR_RESAMPLING_ALG" domain="IMAGE_STRUCTURE">NEAREST</Item>
      <Item name="STATISTICS_MEAN" sample="1">12.5</Item>
      <Item name="SCALE" sample="0" role="scale">0.0001</Item>
      <Item name="empty"/>
    </GDALMetadata>`);
    assert.deepEqual(dataset, { AREA_OR_POINT: 'Area', 'a&b': 'x < é', empty: '' });
    assert.deepEqual(Object.fromEntries(bands), { 0: { 'role:scale': '0.0001' }, 1: { STATISTICS_MEAN: '12.5' } });
  });

  const awkward = 'x<y & "z" &amp; é';

  it('reads text as GDAL writes it, which is escaped twice', { skip: gdalMissing }, async () => {
    const script = `import base64
d = gdal.GetDriverByName('GTiff').Create('/vsimem/m.tif', 4, 4, 1)
d.SetMetadataItem('a<b', given[0]); d.GetRasterBand(1).SetDescription(given[0]); d = None
f = gdal.VSIFOpenL('/vsimem/m.tif', 'rb')
answer = base64.b64encode(bytes(gdal.VSIFReadL(1, 65536, f))).decode()`;
    const file = Buffer.from(gdal(script, [awkward]) as string, 'base64');
    const header = await readRasterHeader(memorySource(file));
    assert.equal(header.metadata['a<b'], awkward);
    assert.equal(header.bands[0]?.description, awkward);
  });

  it('reads text as our writer writes it', () => {
    const xml = gdalMetadataXml({ bands: [{ metadata: { 'a<b': awkward } }], metadata: { T: awkward } }) ?? '';
    const { dataset, bands } = parseGdalMetadata(xml);
    assert.deepEqual(dataset, { T: awkward });
    assert.deepEqual(bands.get(0), { 'a<b': awkward });
  });

  it('passes over what it can’t read', () => {
    assert.deepEqual(parseGdalMetadata('<Item name="a">cut off').dataset, {});
    assert.deepEqual(parseGdalMetadata('\0\uFFFD<<Item>').dataset, {});
  });
});
