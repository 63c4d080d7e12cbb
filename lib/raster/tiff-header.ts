import { UnreadableBlobError } from '../errors.ts';
import { byteCache, type ByteCache } from './byte-cache.ts';
import { parseGdalMetadata } from './gdal-metadata.ts';
import type { RangeSource } from './range-source.ts';
import type { RasterHeader } from './raster-header.ts';
import { tiffBands } from './tiff-bands.ts';
import { readDirectory, type Directory } from './tiff-directory.ts';
import { tiffFormat } from './tiff-format.ts';
import { georeference } from './tiff-georeference.ts';
import { tiffImage, type TiffImage } from './tiff-image.ts';
import { tag } from './tiff-tags.ts';

export interface HeaderOptions {
  /** Overviews whose directories are not found with this many requests are left out (`complete` tells). What the first image needs is read all the same. Default 2. */
  readonly maxRequests?: number;
}

/** A TIFF with its directories read. */
export interface OpenTiff {
  readonly header: RasterHeader;
  readonly cache: ByteCache;
  readonly image: TiffImage;
  /** Largest first. */
  readonly overviews: readonly TiffImage[];
  readonly mask?: TiffImage;
  readonly maskOverviews: readonly TiffImage[];
}

/** Reads what the headers say; at most two requests for all but damaged or strangely laid out files.
 * @throws {UnreadableBlobError} when it is no TIFF, or a damaged one */
export async function readRasterHeader(source: RangeSource, options: HeaderOptions = {}): Promise<RasterHeader> {
  return (await openTiff(source, options)).header;
}

/** @throws {UnreadableBlobError} when it is no TIFF, or a damaged one */
export async function openTiff(source: RangeSource, options: HeaderOptions = {}): Promise<OpenTiff> {
  const cache = byteCache(source);
  const { directories, complete } = await readChain(cache, options.maxRequests ?? 2);
  const [first] = directories;
  if (!first) throw new UnreadableBlobError(source.url, 'the TIFF has no directory');
  const image = tiffImage(source.url, first);
  requireBlockArrays(source, image);
  const others = directories.slice(1).map((directory) => ({ directory, image: secondary(source.url, directory) }));
  const kind = (type: number) =>
    others
      .filter(({ directory }) => subfileType(directory) === type)
      .map(({ image }) => image)
      .filter((image) => image !== undefined)
      .toSorted((a, b) => b.width - a.width);
  const overviews = kind(subfile.reduced).filter((overview) => overview.samples === image.samples);
  const [mask] = kind(subfile.mask);
  const opened = {
    cache,
    image,
    overviews,
    ...(mask ? { mask } : {}),
    maskOverviews: kind(subfile.mask | subfile.reduced),
  };
  const pages = 1 + others.filter(({ directory }) => [0, subfile.page].includes(subfileType(directory))).length;
  return {
    ...opened,
    header: headerOf(opened, { complete, pages, url: source.url, ghost: await ghostArea(cache, first) }),
  };
}

/** Arrays that lie past the end can't be read later either. */
function requireBlockArrays(source: RangeSource, image: TiffImage): void {
  const range = image.directory.entries.get(image.offsetsTag)?.values;
  if (range && source.size !== undefined && range.offset + range.length > source.size) {
    throw new UnreadableBlobError(source.url, 'the TIFF is cut off: its block offsets lie past the end');
  }
}

/** Bits of NewSubfileType. */
const subfile = { reduced: 1, page: 2, mask: 4 } as const;

function subfileType(directory: Directory): number {
  return directory.numbers(tag.newSubfileType)[0] ?? 0;
}

/** A damaged overview or further page is passed over: the image itself may still be read. */
function secondary(url: string, directory: Directory): TiffImage | undefined {
  try {
    return tiffImage(url, directory);
  } catch (error) {
    if (error instanceof UnreadableBlobError) return undefined;
    throw error;
  }
}

const maxDirectories = 512;

async function readChain(cache: ByteCache, maxRequests: number) {
  const { url } = cache.source;
  const head = (await cache.bytes({ offset: 0, length: 16 })) ?? (await cache.bytes({ offset: 0, length: 8 }));
  const format = head && tiffFormat(head);
  if (!format) throw new UnreadableBlobError(url, 'not a TIFF');
  const directories: Directory[] = [];
  const seen = new Set<number>();
  for (let at = format.firstDirectory; at !== 0 && !seen.has(at) && seen.size < maxDirectories;) {
    seen.add(at);
    const isFirst = directories.length === 0;
    if (!isFirst && cache.requests >= maxRequests && !cache.has({ offset: at, length: 2 })) {
      return { directories, complete: false };
    }
    try {
      const directory = await readDirectory(cache, format, at);
      directories.push(directory);
      at = directory.next;
    } catch (error) {
      if (isFirst || !(error instanceof UnreadableBlobError)) throw error;
      break;
    }
  }
  return { directories, complete: true };
}

/** GDAL's structural metadata lies between the file's header and its first directory. */
async function ghostArea(cache: ByteCache, first: Directory): Promise<string> {
  const start = first.format.big ? 16 : 8;
  const bytes = await cache.bytes({ offset: start, length: Math.min(512, Math.max(0, first.offset - start)) });
  const text = new TextDecoder('latin1').decode(bytes);
  return text.startsWith('GDAL_STRUCTURAL_METADATA_SIZE=') ? text : '';
}

interface HeaderFacts {
  readonly url: string;
  readonly complete: boolean;
  readonly pages: number;
  readonly ghost: string;
}

function headerOf(tiff: Omit<OpenTiff, 'header'>, facts: HeaderFacts): RasterHeader {
  const { image, overviews } = tiff;
  const { directory } = image;
  const metadata = parseGdalMetadata(directory.text(tag.gdalMetadata) ?? '');
  const palette = directory.numbers(tag.colorMap);
  const dateTime = isoDateTime(directory.text(tag.dateTime));
  const description = directory.text(tag.imageDescription);
  const software = directory.text(tag.software);
  return {
    url: facts.url,
    width: image.width,
    height: image.height,
    bands: tiffBands(image, metadata),
    ...georeference(directory),
    rpc: directory.entries.has(tag.rpcCoefficients),
    tiled: image.tiled,
    blockWidth: image.blockWidth,
    blockHeight: image.blockHeight,
    compression: image.compression,
    predictor: image.predictor,
    photometric: image.photometric,
    interleave: image.planar || image.samples === 1 ? 'band' : 'pixel',
    overviews: overviews.map(({ width, height }) => ({ width, height })),
    internalMask: tiff.mask !== undefined,
    pages: facts.pages,
    complete: facts.complete,
    bigTiff: directory.format.big,
    littleEndian: directory.format.littleEndian,
    cloudOptimized: isCloudOptimized(tiff),
    gdalCogLayout: facts.ghost.includes('LAYOUT=IFDS_BEFORE_DATA'),
    ...(palette.length > 0 ? { palette: Uint16Array.from(palette) } : {}),
    ...(dateTime === undefined ? {} : { dateTime }),
    ...(description ? { description } : {}),
    ...(software ? { software } : {}),
    metadata: metadata.dataset,
  };
}

/** Headers in front, blocks that are read apart from each other, and overviews where the image is larger than one block of 512. */
function isCloudOptimized({ image, overviews }: Pick<OpenTiff, 'image' | 'overviews'>): boolean {
  const small = image.width <= 512 && image.height <= 512;
  const inFront = image.directory.offset < 65_536;
  return inFront && (small || (image.tiled && overviews.length > 0));
}

function isoDateTime(text: string | undefined): string | undefined {
  const match = /^(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d):(\d\d)/.exec(text ?? '');
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  return Number.isNaN(Date.parse(`${iso}Z`)) ? undefined : iso;
}
