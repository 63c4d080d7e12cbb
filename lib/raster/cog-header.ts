import { geoKeysOf } from '../geo/geo-keys-of.ts';
import { cogBlock, type CogLevel, type CogSpec } from './cog-spec.ts';
import { gdalMetadataXml } from './gdal-metadata-xml.ts';
import { directoryBytes, writeDirectory, type TiffEntry } from './tiff-write.ts';
import { sampleBytes } from './sample-array.ts';
import { tag } from './tiff-tags.ts';

/** Where everything of a COG lies. */
export interface CogLayout {
  /** All that stands before the first block. */
  readonly header: Uint8Array;
  /** Bytes of the whole file. */
  readonly size: number;
}

/** GDAL's promises about the order of blocks, which let its readers fetch a block without asking for its size.
 * @see GDAL, "COG driver", header ghost area */
const promises = [
  'LAYOUT=IFDS_BEFORE_DATA',
  'BLOCK_ORDER=ROW_MAJOR',
  'BLOCK_LEADER=SIZE_AS_UINT4',
  'BLOCK_TRAILER=LAST_4_BYTES_REPEATED',
  'KNOWN_INCOMPATIBLE_EDITION=NO\n ',
].join('\n');
const ghost = `GDAL_STRUCTURAL_METADATA_SIZE=${String(promises.length).padStart(6, '0')} bytes\n${promises}`;

/** A block's size before it and its last four bytes again behind it. */
export const leaderBytes = 4;
export const trailerBytes = 4;

/** Lays a COG out: all directories, then the blocks of the smallest overview, and the full image last.
 * @param levels full image first
 * @param sizes [level][block, row-major]: compressed bytes; 0 for a block without data, which is left out
 * @throws {CrsError} when the CRS can't be written as GeoTIFF keys */
export function cogLayout(spec: CogSpec, levels: readonly CogLevel[], sizes: readonly ArrayLike<number>[]): CogLayout {
  const total = sizes.reduce((sum, level) => sum + dataBytes(level), 0);
  // A megabyte for directories that hold few arrays besides the blocks'.
  const arrays = sizes.reduce((sum, level) => sum + level.length * 16, 0);
  const big = total + arrays + 1_048_576 > 0xffff_ffff;

  const entries = (offsets: readonly ArrayLike<number>[]) =>
    levels.map((level, index) => levelEntries(spec, level, index, offsets[index] ?? [], sizes[index] ?? [], big));
  const first = (big ? 16 : 8) + ghost.length + (ghost.length % 2);
  const directories = entries(sizes);
  const start = directories.reduce((at, directory) => at + directoryBytes(directory, big), first);

  const offsets: Float64Array[] = [];
  let at = start;
  for (let level = levels.length - 1; level >= 0; level -= 1) {
    const blocks = sizes[level] ?? [];
    const found = new Float64Array(blocks.length);
    for (let block = 0; block < blocks.length; block += 1) {
      const size = blocks[block] ?? 0;
      if (size === 0) continue;
      found[block] = at + leaderBytes;
      at += leaderBytes + size + trailerBytes;
    }
    offsets[level] = found;
  }

  const header = new Uint8Array(start);
  const view = new DataView(header.buffer);
  header.set(Buffer.from('II'));
  view.setUint16(2, big ? 43 : 42, true);
  if (big) {
    view.setUint16(4, 8, true);
    view.setBigUint64(8, BigInt(first), true);
  } else {
    view.setUint32(4, first, true);
  }
  header.set(Buffer.from(ghost), big ? 16 : 8);
  let position = first;
  for (const [index, directory] of entries(offsets).entries()) {
    const end = position + directoryBytes(directory, big);
    position = writeDirectory(view, position, directory, index === levels.length - 1 ? 0 : end, big);
  }
  return { header, size: at };
}

function dataBytes(sizes: ArrayLike<number>): number {
  let sum = 0;
  for (let block = 0; block < sizes.length; block += 1) {
    const size = sizes[block] ?? 0;
    if (size > 0) sum += leaderBytes + size + trailerBytes;
  }
  return sum;
}

function levelEntries(
  spec: CogSpec,
  level: CogLevel,
  index: number,
  offsets: ArrayLike<number>,
  sizes: ArrayLike<number>,
  big: boolean,
): TiffEntry[] {
  const samples = spec.bands.length;
  const block = cogBlock(spec);
  const short = (number: number, ...values: number[]): TiffEntry => ({ tag: number, type: 'short', values });
  const all = (value: number, length = samples): number[] => Array.from({ length }, () => value);
  const format = { uint8: 1, uint16: 1, int16: 2, float32: 3 }[spec.dtype];
  return [
    ...(index === 0 ? [] : [{ tag: tag.newSubfileType, type: 'long', values: [1] } as const]),
    { tag: tag.imageWidth, type: 'long', values: [level.width] },
    { tag: tag.imageLength, type: 'long', values: [level.height] },
    short(tag.bitsPerSample, ...all(sampleBytes[spec.dtype] * 8)),
    short(tag.compression, spec.compression === 'zstd' ? 50_000 : 8),
    short(tag.photometric, 1),
    short(tag.samplesPerPixel, samples),
    short(tag.planarConfiguration, 1),
    short(tag.predictor, spec.dtype === 'float32' ? 3 : 2),
    short(tag.tileWidth, block),
    short(tag.tileLength, block),
    { tag: tag.tileOffsets, type: big ? 'long8' : 'long', values: offsets },
    { tag: tag.tileByteCounts, type: 'long', values: sizes },
    ...(samples > 1 ? [short(tag.extraSamples, ...all(0, samples - 1))] : []),
    short(tag.sampleFormat, ...all(format)),
    ...(spec.nodata === undefined
      ? []
      : [
          {
            tag: tag.gdalNodata,
            type: 'ascii',
            values: Number.isNaN(spec.nodata) ? 'nan' : String(spec.nodata),
          } as const,
        ]),
    ...(index === 0 ? mainEntries(spec) : []),
  ];
}

/** What only the full image's directory has: place and metadata. */
function mainEntries(spec: CogSpec): TiffEntry[] {
  const entries: TiffEntry[] = [];
  const xml = gdalMetadataXml(spec);
  if (xml !== undefined) entries.push({ tag: tag.gdalMetadata, type: 'ascii', values: xml });
  if (spec.transform) {
    const [a, b, c, d, e, f] = spec.transform;
    if (b === 0 && d === 0 && a > 0 && e < 0) {
      entries.push({ tag: tag.modelPixelScale, type: 'double', values: [a, -e, 0] });
      entries.push({ tag: tag.modelTiepoint, type: 'double', values: [0, 0, 0, c, f, 0] });
    } else {
      const matrix = [a, b, 0, c, d, e, 0, f, 0, 0, 0, 0, 0, 0, 0, 1];
      entries.push({ tag: tag.modelTransformation, type: 'double', values: matrix });
    }
  }
  if (spec.crs) {
    const { directory, doubles, ascii } = geoKeysOf(spec.crs);
    entries.push({ tag: tag.geoKeyDirectory, type: 'short', values: directory });
    if (doubles.length > 0) entries.push({ tag: tag.geoDoubleParams, type: 'double', values: doubles });
    if (ascii !== '') entries.push({ tag: tag.geoAsciiParams, type: 'ascii', values: ascii });
  }
  return entries;
}
