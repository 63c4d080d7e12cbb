import { UnreadableBlobError } from '../errors.ts';
import type { ByteCache, ByteRange } from './byte-cache.ts';
import { fieldType, readNumbers, typeSize, type TiffFormat } from './tiff-format.ts';
import { eagerTags } from './tiff-tags.ts';

/** Where a field's values are. */
export interface FieldEntry {
  readonly type: number;
  readonly count: number;
  readonly values: ByteRange;
}

/** One image file directory with the values of its tags, block arrays excepted. */
export interface Directory {
  readonly offset: number;
  readonly format: TiffFormat;
  readonly entries: ReadonlyMap<number, FieldEntry>;
  /** 0 at the end of the chain. */
  readonly next: number;
  /** Empty when the tag is absent or not numeric. */
  numbers(tag: number): readonly number[];
  /** One unsigned integer. @throws {UnreadableBlobError} when the tag is there but is not one */
  integer(tag: number): number | undefined;
  /** Without trailing NULs. */
  text(tag: number): string | undefined;
  bytes(tag: number): Uint8Array | undefined;
}

const maxEntries = 4096;
/** Larger values are GDAL metadata gone wild or corruption; they are left out. */
const maxValueBytes = 16 * 1024 * 1024;

/** @throws {UnreadableBlobError} when it is cut off or can't be a directory */
export async function readDirectory(cache: ByteCache, format: TiffFormat, offset: number): Promise<Directory> {
  const { url } = cache.source;
  const { big, littleEndian } = format;
  const countSize = big ? 8 : 2;
  const entrySize = big ? 20 : 12;
  const pointerSize = big ? 8 : 4;
  const cutOff = () => new UnreadableBlobError(url, `the TIFF directory at byte ${offset} is cut off`);

  const countBytes = await cache.bytes({ offset, length: countSize });
  if (!countBytes) throw cutOff();
  const [count = 0] = readNumbers(countBytes, big ? fieldType.long8 : fieldType.short, littleEndian);
  if (count === 0 || count > maxEntries) {
    throw new UnreadableBlobError(url, `the TIFF directory at byte ${offset} claims ${count} entries`);
  }
  const body = await cache.bytes({ offset: offset + countSize, length: count * entrySize });
  if (!body) throw cutOff();
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const pointer = (bytes: Uint8Array) =>
    readNumbers(bytes, big ? fieldType.long8 : fieldType.long, littleEndian)[0] ?? 0;

  const entries = new Map<number, FieldEntry>();
  for (let at = 0; at < body.byteLength; at += entrySize) {
    const number = view.getUint16(at, littleEndian);
    const type = view.getUint16(at + 2, littleEndian);
    const valueAt = at + 4 + pointerSize;
    const fieldCount = pointer(body.subarray(at + 4, valueAt));
    const length = fieldCount * typeSize(type);
    const inline = length <= pointerSize;
    const values = inline
      ? { offset: offset + countSize + valueAt, length }
      : { offset: pointer(body.subarray(valueAt, valueAt + pointerSize)), length };
    // The first of two entries with one tag counts, as in libtiff.
    if (!entries.has(number)) entries.set(number, { type, count: fieldCount, values });
  }
  // A file may end right after its last directory, without the pointer to the next.
  const nextBytes = await cache.bytes({ offset: offset + countSize + body.byteLength, length: pointerSize });

  const values = await readValues(cache, entries);
  return directoryOf({ url, offset, format, entries, next: nextBytes ? pointer(nextBytes) : 0, values });
}

async function readValues(cache: ByteCache, entries: ReadonlyMap<number, FieldEntry>) {
  const wanted = [...entries].filter(
    ([number, entry]) => eagerTags.has(number) && entry.values.length > 0 && entry.values.length <= maxValueBytes,
  );
  const size = cache.source.size ?? Infinity;
  await cache.load(wanted.map(([, entry]) => entry.values).filter((range) => range.offset + range.length <= size));
  const values = new Map<number, Uint8Array>();
  for (const [number, entry] of wanted) {
    if (!cache.has(entry.values)) continue;
    const bytes = await cache.bytes(entry.values);
    if (bytes) values.set(number, bytes);
  }
  return values;
}

interface DirectoryParts extends Pick<Directory, 'offset' | 'format' | 'entries' | 'next'> {
  readonly url: string;
  readonly values: ReadonlyMap<number, Uint8Array>;
}

function directoryOf(parts: DirectoryParts): Directory {
  const { url, offset, format, entries, next, values } = parts;
  const numbers = (tag: number): readonly number[] => {
    const entry = entries.get(tag);
    const bytes = values.get(tag);
    return entry && bytes ? readNumbers(bytes, entry.type, format.littleEndian) : [];
  };
  return {
    offset,
    format,
    entries,
    next,
    numbers,
    integer: (tag) => {
      const entry = entries.get(tag);
      if (!entry) return undefined;
      const [value] = numbers(tag);
      if (entry.count !== 1 || !integerTypes.has(entry.type) || value === undefined || value < 0) {
        throw new UnreadableBlobError(url, `TIFF tag ${tag} is not one unsigned integer`);
      }
      return value;
    },
    text: (tag) => {
      const bytes = values.get(tag);
      return bytes && new TextDecoder().decode(bytes).replace(/\0+$/, '');
    },
    bytes: (tag) => values.get(tag),
  };
}

const integerTypes: ReadonlySet<number> = new Set([1, 3, 4, 6, 8, 9, 13, 16, 17, 18]);
