import { UnreadableBlobError } from '../errors.ts';
import type { ByteCache, ByteRange } from './byte-cache.ts';
import { readNumbers, typeSize } from './tiff-format.ts';
import type { TiffImage } from './tiff-image.ts';

/** Where each block (tile or strip) of an image lies. Blocks count row by row, and band after band in planar files. */
export interface BlockIndex {
  /** @returns one entry a block; undefined where a sparse file has none
   * @throws {UnreadableBlobError} when the tables are cut off */
  locate(blocks: readonly number[]): Promise<readonly (ByteRange | undefined)[]>;
}

/** Entries of a table that are read together: small tables whole, of large ones the part in question. */
const entriesPerRead = 65_536;

/** @param decodedLength of a block, bytes: what it is when the file does not say */
export function blockIndex(cache: ByteCache, image: TiffImage, decodedLength: (block: number) => number): BlockIndex {
  const offsets = fieldTable(cache, image, image.offsetsTag);
  const byteCounts = image.directory.entries.has(image.byteCountsTag)
    ? fieldTable(cache, image, image.byteCountsTag)
    : undefined;
  const { url } = cache.source;
  const lengthOf = async (block: number, offset: number): Promise<number> => {
    const length = await byteCounts?.(block);
    if (length !== undefined) return length;
    if (image.compression === 'none') return decodedLength(block);
    if (cache.source.size === undefined) throw new UnreadableBlobError(url, `block ${block} has no length`);
    return cache.source.size - offset;
  };
  return {
    locate: (blocks) =>
      Promise.all(
        blocks.map(async (block) => {
          const offset = await offsets(block);
          if (offset === undefined) throw new UnreadableBlobError(url, `block ${block} has no offset`);
          if (offset === 0) return undefined;
          const length = await lengthOf(block, offset);
          return length === 0 ? undefined : { offset, length };
        }),
      ),
  };
}

/** One array of a directory, read in parts as they are asked for. */
function fieldTable(cache: ByteCache, image: TiffImage, tag: number): (index: number) => Promise<number | undefined> {
  const entry = image.directory.entries.get(tag);
  const parts = new Map<number, Promise<readonly number[]>>();
  const size = typeSize(entry?.type ?? 0);
  const readPart = async (part: number): Promise<readonly number[]> => {
    if (!entry || size === 0) return [];
    const first = part * entriesPerRead;
    const range = {
      offset: entry.values.offset + first * size,
      length: Math.min(entriesPerRead, entry.count - first) * size,
    };
    const bytes = await cache.bytes(range);
    if (!bytes)
      throw new UnreadableBlobError(cache.source.url, 'the TIFF is cut off: its block tables lie past the end');
    return readNumbers(bytes, entry.type, image.directory.format.littleEndian);
  };
  return async (index) => {
    if (index >= (entry?.count ?? 0)) return undefined;
    const part = Math.floor(index / entriesPerRead);
    let reading = parts.get(part);
    if (!reading) {
      reading = readPart(part);
      parts.set(part, reading);
    }
    try {
      return (await reading)[index % entriesPerRead];
    } catch (error) {
      parts.delete(part);
      throw error;
    }
  };
}
