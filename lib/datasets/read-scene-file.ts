import type { BlobStore, RangeRead } from '../azure/blob-store.ts';
import type { BlobLocation } from '../azure/blob-url.ts';
import { InvalidInputError, NotFoundError, PreconditionFailedError, UnreadableBlobError } from '../errors.ts';
import { blobSource } from '../raster/blob-source.ts';
import { readRasterHeader } from '../raster/tiff-header.ts';
import { rasterFacts } from './raster-facts.ts';
import type { FileRole, SceneFile } from './scene-file.ts';
import { parseSentinel2Metadata } from './sentinel2-metadata.ts';
import { parseSidecar } from './sidecar.ts';

/** What is in the blob now. `problem` says why its content could not be read; it is permanent for this eTag. */
export type BlobContent = Pick<SceneFile, 'eTag' | 'size' | 'lastModified' | 'raster' | 'content'> & {
  readonly problem?: UnreadableBlobError | InvalidInputError;
};

/** Bytes; sidecars and metadata above it are not read. */
const textLimit = 8 * 1024 * 1024;

/** Reads headers of rasters, the text of sidecars and metadata, and only the properties of anything else: at most two requests.
 * @returns undefined when there is no such blob
 * @throws {PreconditionFailedError} when it is overwritten in mid-read: read again */
export async function readSceneFile(
  blobs: Pick<BlobStore, 'head' | 'readRange' | 'url'>,
  location: BlobLocation,
  role: FileRole,
): Promise<BlobContent | undefined> {
  if (role === 'raster') return readRaster(blobs, location);
  if (role === 'preview' || (role === 'metadata' && !/\.xml$/i.test(location.path))) {
    const head = await blobs.head(location);
    return head && { eTag: head.eTag, size: head.contentLength, lastModified: head.lastModified };
  }
  const range = await blobs.readRange(location, 0, textLimit);
  if (!range) return undefined;
  return withContent(await propertiesOf(blobs, location, range), () => parseText(blobs, location, role, range));
}

async function readRaster(
  blobs: Pick<BlobStore, 'head' | 'readRange' | 'url'>,
  location: BlobLocation,
): Promise<BlobContent | undefined> {
  let first: RangeRead | undefined;
  const observed = {
    url: blobs.url,
    readRange: async (at: BlobLocation, offset: number, length: number) => {
      const range = await blobs.readRange(at, offset, length);
      first ??= range;
      return range;
    },
  };
  try {
    const header = await readRasterHeader(blobSource(observed, location));
    return { ...(await propertiesOf(blobs, location, first)), raster: rasterFacts(header) };
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    if (!(error instanceof UnreadableBlobError)) throw error;
    return { ...(await propertiesOf(blobs, location, first)), problem: error };
  }
}

function parseText(
  blobs: Pick<BlobStore, 'url'>,
  location: BlobLocation,
  role: FileRole,
  range: RangeRead,
): Readonly<Record<string, unknown>> | undefined {
  if (range.contentLength > textLimit)
    throw new UnreadableBlobError(blobs.url(location.container, location.path), `larger than ${textLimit} bytes`);
  const text = new TextDecoder().decode(range.bytes);
  return role === 'sidecar' ? parseSidecar(text) : parseSentinel2Metadata(text);
}

function withContent(properties: BlobContent, parse: () => Readonly<Record<string, unknown>> | undefined): BlobContent {
  try {
    const content = parse();
    return content ? { ...properties, content } : properties;
  } catch (error) {
    if (error instanceof InvalidInputError || error instanceof UnreadableBlobError)
      return { ...properties, problem: error };
    throw error;
  }
}

/** A ranged read tells eTag, size and time; an empty blob has no range, so its properties are asked for. */
async function propertiesOf(
  blobs: Pick<BlobStore, 'head'>,
  location: BlobLocation,
  range: RangeRead | undefined,
): Promise<BlobContent> {
  if (range && range.eTag !== '' && range.lastModified !== undefined)
    return { eTag: range.eTag, size: range.contentLength, lastModified: range.lastModified };
  const head = await blobs.head(location);
  if (!head) throw new PreconditionFailedError(location.path, range?.eTag ?? null, null);
  return { eTag: head.eTag, size: head.contentLength, lastModified: head.lastModified };
}
