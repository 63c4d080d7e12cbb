/** Byte order and pointer size of a TIFF. @see TIFF 6.0 §2, BigTIFF design */
export interface TiffFormat {
  readonly littleEndian: boolean;
  readonly big: boolean;
  /** Offset of the first directory. */
  readonly firstDirectory: number;
}

/** @param head the first 16 bytes (8 suffice for a classic TIFF)
 * @returns undefined when these are not a TIFF's */
export function tiffFormat(head: Uint8Array): TiffFormat | undefined {
  if (head.byteLength < 8) return undefined;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const order = view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return undefined;
  const littleEndian = order === 0x4949;
  const magic = view.getUint16(2, littleEndian);
  if (magic === 42) return { littleEndian, big: false, firstDirectory: view.getUint32(4, littleEndian) };
  if (magic !== 43 || head.byteLength < 16 || view.getUint16(4, littleEndian) !== 8) return undefined;
  return { littleEndian, big: true, firstDirectory: Number(view.getBigUint64(8, littleEndian)) };
}

/** Sizes of the field types, bytes; 0 for unknown ones. */
export function typeSize(type: number): number {
  return [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8][type] ?? 0;
}

export const fieldType = { byte: 1, ascii: 2, short: 3, long: 4, ifd: 13, long8: 16, ifd8: 18 } as const;

/** Numbers of a field. 64-bit integers lose exactness above 2^53, where no file is. */
export function readNumbers(bytes: Uint8Array, type: number, littleEndian: boolean): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = typeSize(type);
  const read = readers[type];
  if (!read || size === 0) return [];
  return Array.from({ length: Math.floor(bytes.byteLength / size) }, (_, index) =>
    read(view, index * size, littleEndian),
  );
}

type Reader = (view: DataView, at: number, littleEndian: boolean) => number;
const u32: Reader = (view, at, little) => view.getUint32(at, little);
const i32: Reader = (view, at, little) => view.getInt32(at, little);
const u64: Reader = (view, at, little) => Number(view.getBigUint64(at, little));
const readers: Readonly<Record<number, Reader>> = {
  1: (view, at) => view.getUint8(at),
  2: (view, at) => view.getUint8(at),
  3: (view, at, little) => view.getUint16(at, little),
  4: u32,
  5: (view, at, little) => u32(view, at, little) / u32(view, at + 4, little),
  6: (view, at) => view.getInt8(at),
  7: (view, at) => view.getUint8(at),
  8: (view, at, little) => view.getInt16(at, little),
  9: i32,
  10: (view, at, little) => i32(view, at, little) / i32(view, at + 4, little),
  11: (view, at, little) => view.getFloat32(at, little),
  12: (view, at, little) => view.getFloat64(at, little),
  13: u32,
  16: u64,
  17: (view, at, little) => Number(view.getBigInt64(at, little)),
  18: u64,
};
