import { UnreadableBlobError } from '../errors.ts';
import { blockIndex } from './block-index.ts';
import type { ByteCache, ByteRange } from './byte-cache.ts';
import { blockShape, bytesPerRow, decodeBlock } from './decode-block.ts';
import { copyBlock, fillBlock, type Destination } from './copy-block.ts';
import { elementsPerSample, newSamples, type Samples } from './samples.ts';
import type { TiffImage } from './tiff-image.ts';

/** Pixels [x, x + width) × [y, y + height) of a level. */
export interface PixelWindow {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Part of a block that a window needs. */
interface Need {
  readonly block: number;
  /** Band of a planar block; 0 where bands are interleaved. */
  readonly plane: number;
  /** Pixel of the block's first sample in the image. */
  readonly blockX: number;
  readonly blockY: number;
  /** Rows that are decoded, from `blockY`. */
  readonly rows: number;
}

interface LocatedNeed extends Need {
  readonly range: ByteRange;
}

/** Requests at a time. */
const parallel = 6;
/** Blocks nearer than this in the file are fetched together, the gap included. */
const gap = 16_384;
const maxRequestBytes = 4 * 1024 * 1024;

export interface ReadHints {
  /** Where the samples go instead of new arrays, one for each band, of the image's own type. */
  readonly into?: readonly Destination[];
  /** Blocks of which this is false are not read; what stands for their pixels is of no interest. */
  readonly wanted?: (block: PixelWindow) => boolean;
}

/** @param bands indices; one array each comes back
 * @param fill value of each band where a sparse file has no block */
export async function readBlocks(
  cache: ByteCache,
  image: TiffImage,
  window: PixelWindow,
  bands: readonly number[],
  fill: readonly number[],
  hints: ReadHints = {},
): Promise<readonly Samples[]> {
  const { url } = cache.source;
  const elements = elementsPerSample(image.dtype);
  const outputs =
    hints.into ??
    bands.map(() => ({
      samples: newSamples(image.dtype, window.width * window.height),
      start: 0,
      stride: window.width,
    }));
  const needs = neededBlocks(image, window, bands).filter((need) => hints.wanted?.(areaOf(image, need)) ?? true);
  const index = blockIndex(cache, image, (block) => blockShape(url, image, rowsOf(image, block)).byteLength);
  const ranges = await index.locate(needs.map((need) => need.block));
  const located = needs.flatMap((need, at) => {
    const range = ranges[at];
    if (range) return [narrowed(url, image, window, { ...need, range })];
    for (const [index, output] of outputs.entries()) {
      if (image.planar && bands[index] !== need.plane) continue;
      fillBlock(output, window, areaOf(image, need), fill[index] ?? 0, elements);
    }
    return [];
  });
  const groups = groupByDistance(located);
  const work = async () => {
    for (let group = groups.shift(); group; group = groups.shift()) {
      const start = group[0]?.range.offset ?? 0;
      const length = Math.max(...group.map(({ range }) => range.offset + range.length)) - start;
      const bytes = await fetchRange(cache, { offset: start, length });
      for (const need of group) {
        const from = need.range.offset - start;
        const placed = { samplesPerPixel: image.planar ? 1 : image.samples, ...areaOf(image, need) };
        const input = bytes.subarray(from, from + need.range.length);
        await decodeBlock(url, image, input, need.rows, (samples) => {
          for (const [at, band] of bands.entries()) {
            if (image.planar && band !== need.plane) continue;
            const output = outputs[at];
            if (output) copyBlock(output, window, { ...placed, samples }, image.planar ? 0 : band, elements);
          }
        });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, groups.length) }, work));
  return outputs.map((output) => output.samples);
}

function areaOf(image: TiffImage, { blockX, blockY, rows }: Need): PixelWindow {
  return { x: blockX, y: blockY, width: image.blockWidth, height: rows };
}

function neededBlocks(image: TiffImage, window: PixelWindow, bands: readonly number[]): Need[] {
  if (window.width === 0 || window.height === 0) return [];
  const planes = image.planar ? [...new Set(bands)] : [0];
  const first = { x: Math.floor(window.x / image.blockWidth), y: Math.floor(window.y / image.blockHeight) };
  const last = {
    x: Math.floor((window.x + window.width - 1) / image.blockWidth),
    y: Math.floor((window.y + window.height - 1) / image.blockHeight),
  };
  const needs: Need[] = [];
  for (const plane of planes) {
    for (let row = first.y; row <= last.y; row += 1) {
      for (let column = first.x; column <= last.x; column += 1) {
        const block = (plane * image.blocksDown + row) * image.blocksAcross + column;
        needs.push({
          block,
          plane,
          blockX: column * image.blockWidth,
          blockY: row * image.blockHeight,
          rows: rowsOf(image, block),
        });
      }
    }
  }
  return needs;
}

/** Tiles are whole at the edge; the last strip ends with the image. */
function rowsOf(image: TiffImage, block: number): number {
  const row = Math.floor(block / image.blocksAcross) % image.blocksDown;
  return image.tiled ? image.blockHeight : Math.min(image.blockHeight, image.height - row * image.blockHeight);
}

/** Of a block without compression only the window's rows are read: it may be a strip as large as the image. Others must be decoded whole. */
function narrowed(url: string, image: TiffImage, window: PixelWindow, need: LocatedNeed): LocatedNeed {
  if (image.compression !== 'none') {
    const { byteLength } = blockShape(url, image, need.rows);
    const most = byteLength * 2 + 65_536;
    return { ...need, range: { ...need.range, length: Math.min(need.range.length, most) } };
  }
  const rowBytes = bytesPerRow(image);
  const firstRow = Math.max(0, window.y - need.blockY);
  const rows = Math.min(need.rows, window.y + window.height - need.blockY) - firstRow;
  const length = Math.min(rows * rowBytes, Math.max(0, need.range.length - firstRow * rowBytes));
  const range = { offset: need.range.offset + firstRow * rowBytes, length };
  return { ...need, blockY: need.blockY + firstRow, rows, range };
}

function groupByDistance(needs: readonly LocatedNeed[]): LocatedNeed[][] {
  const groups: LocatedNeed[][] = [];
  let end = -Infinity;
  for (const need of needs.toSorted((a, b) => a.range.offset - b.range.offset)) {
    const group = groups.at(-1);
    const start = group?.[0]?.range.offset ?? 0;
    const needEnd = need.range.offset + need.range.length;
    if (group && need.range.offset - end <= gap && needEnd - start <= maxRequestBytes) {
      group.push(need);
      end = Math.max(end, needEnd);
    } else {
      groups.push([need]);
      end = needEnd;
    }
  }
  return groups;
}

async function fetchRange(cache: ByteCache, range: ByteRange): Promise<Uint8Array> {
  const cached = cache.has(range) ? await cache.bytes(range) : undefined;
  const bytes = cached ?? (await cache.source.read(range.offset, range.length));
  if (bytes.byteLength < range.length) {
    throw new UnreadableBlobError(cache.source.url, `the file ends inside a block at byte ${range.offset}`);
  }
  return bytes;
}
