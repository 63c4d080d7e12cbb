/** A tag of a directory about to be written. */
export interface TiffEntry {
  readonly tag: number;
  readonly type: 'ascii' | 'short' | 'long' | 'double' | 'long8';
  readonly values: string | ArrayLike<number>;
}

const types = {
  ascii: { code: 2, bytes: 1 },
  short: { code: 3, bytes: 2 },
  long: { code: 4, bytes: 4 },
  double: { code: 12, bytes: 8 },
  long8: { code: 16, bytes: 8 },
} as const;

/** Bytes of a directory with the values that don't fit into its entries behind it. */
export function directoryBytes(entries: readonly TiffEntry[], big: boolean): number {
  return directorySize(entries.length, big) + entries.reduce((sum, entry) => sum + even(outsideBytes(entry, big)), 0);
}

/** Writes a little-endian directory at `at`, its outside values right behind it.
 * @param next offset of the next directory, 0 for none
 * @returns where the next thing may be written */
export function writeDirectory(
  target: DataView,
  at: number,
  entries: readonly TiffEntry[],
  next: number,
  big: boolean,
): number {
  const sorted = entries.toSorted((a, b) => a.tag - b.tag);
  let cursor = at;
  let outside = at + directorySize(sorted.length, big);
  if (big) target.setBigUint64(cursor, BigInt(sorted.length), true);
  else target.setUint16(cursor, sorted.length, true);
  cursor += big ? 8 : 2;
  for (const entry of sorted) {
    target.setUint16(cursor, entry.tag, true);
    target.setUint16(cursor + 2, types[entry.type].code, true);
    setOffset(target, cursor + 4, count(entry), big);
    const value = cursor + (big ? 12 : 8);
    const size = outsideBytes(entry, big);
    if (size === 0) {
      writeValues(target, value, entry);
    } else {
      setOffset(target, value, outside, big);
      writeValues(target, outside, entry);
      outside += even(size);
    }
    cursor += big ? 20 : 12;
  }
  setOffset(target, cursor, next, big);
  return outside;
}

function directorySize(entries: number, big: boolean): number {
  return big ? 8 + entries * 20 + 8 : 2 + entries * 12 + 4;
}

/** 0 when the values fit into the entry itself. */
function outsideBytes(entry: TiffEntry, big: boolean): number {
  const bytes = count(entry) * types[entry.type].bytes;
  return bytes <= (big ? 8 : 4) ? 0 : bytes;
}

/** Text counts its closing NUL. */
function count(entry: TiffEntry): number {
  return typeof entry.values === 'string' ? Buffer.byteLength(entry.values) + 1 : entry.values.length;
}

function writeValues(target: DataView, at: number, entry: TiffEntry): void {
  const values = typeof entry.values === 'string' ? Buffer.from(entry.values) : entry.values;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? 0;
    if (entry.type === 'ascii') target.setUint8(at + index, value);
    else if (entry.type === 'short') target.setUint16(at + index * 2, value, true);
    else if (entry.type === 'long') target.setUint32(at + index * 4, value, true);
    else if (entry.type === 'double') target.setFloat64(at + index * 8, value, true);
    else target.setBigUint64(at + index * 8, BigInt(value), true);
  }
}

function setOffset(target: DataView, at: number, value: number, big: boolean): void {
  if (big) target.setBigUint64(at, BigInt(value), true);
  else target.setUint32(at, value, true);
}

function even(bytes: number): number {
  return bytes + (bytes % 2);
}
