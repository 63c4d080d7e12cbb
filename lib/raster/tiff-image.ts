import { UnreadableBlobError } from '../errors.ts';
import type { Compression, SampleType } from './raster-header.ts';
import type { Directory } from './tiff-directory.ts';
import { tag } from './tiff-tags.ts';

/** How the pixels of one directory are stored. */
export interface TiffImage {
  readonly directory: Directory;
  readonly width: number;
  readonly height: number;
  readonly samples: number;
  readonly dtype: SampleType;
  /** Bits of a stored sample. */
  readonly bits: number;
  readonly compression: Compression;
  readonly predictor: number;
  readonly photometric: number;
  readonly planar: boolean;
  readonly tiled: boolean;
  readonly blockWidth: number;
  readonly blockHeight: number;
  readonly blocksAcross: number;
  readonly blocksDown: number;
  /** Tag numbers of the block arrays. */
  readonly offsetsTag: number;
  readonly byteCountsTag: number;
}

const maxDimension = 2 ** 31 - 1;

/** @throws {UnreadableBlobError} when a required tag is missing or makes no sense */
export function tiffImage(url: string, directory: Directory): TiffImage {
  const fail = (reason: string) => new UnreadableBlobError(url, reason);
  const dimension = (number: number, name: string) => {
    const value = directory.integer(number);
    if (value === undefined) throw fail(`TIFF ${name} is missing`);
    if (value === 0 || value > maxDimension) throw fail(`TIFF ${name} is ${value}`);
    return value;
  };
  const width = dimension(tag.imageWidth, 'ImageWidth');
  const height = dimension(tag.imageLength, 'ImageLength');
  const compression = compressionOf(directory.integer(tag.compression) ?? 1);
  const photometric = directory.numbers(tag.photometric)[0] ?? 1;
  const samples = directory.integer(tag.samplesPerPixel) ?? (compression === 'old-jpeg' && photometric === 6 ? 3 : 1);
  if (samples === 0 || samples > 65_535) throw fail(`TIFF SamplesPerPixel is ${samples}`);
  const planarConfiguration = directory.integer(tag.planarConfiguration) ?? 1;
  if (planarConfiguration !== 1 && planarConfiguration !== 2) {
    throw fail(`TIFF PlanarConfiguration is ${planarConfiguration}`);
  }
  const bits = perSample(directory, tag.bitsPerSample, samples, compression === 'old-jpeg' ? 8 : 1, fail);
  const format = perSample(directory, tag.sampleFormat, samples, 1, fail);
  const dtype = sampleType(bits, format);
  if (!dtype) throw fail(`samples of ${bits} bits in format ${format} are not supported`);

  const tiled = directory.entries.has(tag.tileWidth);
  const blockWidth = tiled ? dimension(tag.tileWidth, 'TileWidth') : width;
  const rowsPerStrip = tiled ? 0 : (directory.integer(tag.rowsPerStrip) ?? height);
  if (!tiled && rowsPerStrip === 0) throw fail('TIFF RowsPerStrip is 0');
  const blockHeight = tiled ? dimension(tag.tileLength, 'TileLength') : Math.min(height, rowsPerStrip);
  // Some writers name the arrays of a tiled image by the strip tags.
  const offsetsTag = tiled && directory.entries.has(tag.tileOffsets) ? tag.tileOffsets : tag.stripOffsets;
  const byteCountsTag = tiled && directory.entries.has(tag.tileByteCounts) ? tag.tileByteCounts : tag.stripByteCounts;
  if ((directory.entries.get(offsetsTag)?.count ?? 0) === 0) {
    throw fail(`TIFF ${tiled ? 'TileOffsets' : 'StripOffsets'} is missing`);
  }
  return {
    directory,
    width,
    height,
    samples,
    dtype,
    bits,
    compression,
    predictor: directory.integer(tag.predictor) ?? 1,
    photometric,
    planar: planarConfiguration === 2,
    tiled,
    blockWidth,
    blockHeight,
    blocksAcross: Math.ceil(width / blockWidth),
    blocksDown: Math.ceil(height / blockHeight),
    offsetsTag,
    byteCountsTag,
  };
}

/** A value that must be the same for all samples. A single value stands for all, as in libtiff. */
function perSample(
  directory: Directory,
  number: number,
  samples: number,
  fallback: number,
  fail: (reason: string) => Error,
): number {
  const entry = directory.entries.get(number);
  if (!entry) return fallback;
  const values = directory.numbers(number);
  const [first] = values;
  if (
    first === undefined ||
    (entry.type !== 3 && entry.type !== 4 && entry.type !== 1) ||
    (values.length !== 1 && values.length < samples)
  ) {
    throw fail(`TIFF tag ${number} has ${values.length} values of type ${entry.type} for ${samples} samples`);
  }
  if (values.slice(0, samples).some((value) => value !== first)) {
    throw fail(`samples with different values of TIFF tag ${number} are not supported`);
  }
  return first;
}

/** GDAL's choice for bits and sample format (1 unsigned, 2 signed, 3 float, 4 void, 5 complex integer, 6 complex float). */
function sampleType(bits: number, format: number): SampleType | undefined {
  const integer = format === 1 || format === 2 || format === 4;
  const sign = format === 2 ? 'int' : 'uint';
  if (integer && bits >= 1 && bits <= 8) return format === 2 && bits === 8 ? 'int8' : 'uint8';
  if (integer && bits > 8 && bits <= 16) return `${sign}16`;
  if (integer && bits > 16 && bits <= 32) return `${sign}32`;
  if (integer && bits === 64) return `${sign}64`;
  if (format === 3) return bits === 16 || bits === 32 ? 'float32' : bits === 64 ? 'float64' : undefined;
  if (format === 5) return bits === 32 ? 'cint16' : bits === 64 ? 'cint32' : undefined;
  if (format === 6) return bits === 64 ? 'cfloat32' : bits === 128 ? 'cfloat64' : undefined;
  return undefined;
}

const compressions: Readonly<Record<number, Compression>> = {
  1: 'none',
  2: 'ccitt-rle',
  3: 'ccitt-t4',
  4: 'ccitt-t6',
  5: 'lzw',
  6: 'old-jpeg',
  7: 'jpeg',
  8: 'deflate',
  32_773: 'packbits',
  32_946: 'deflate',
  34_712: 'jpeg2000',
  34_887: 'lerc',
  34_925: 'lzma',
  50_000: 'zstd',
  50_001: 'webp',
  50_002: 'jxl',
};

function compressionOf(code: number): Compression {
  return compressions[code] ?? `code-${code}`;
}
