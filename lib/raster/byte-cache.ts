import type { RangeSource } from './range-source.ts';

/** A range of a file, bytes. */
export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

/** What has been read of a file's headers. Small reads are served from memory; a miss is one larger read, so that opening
 * a file costs one request when its headers lie in front and one more when they lie elsewhere. */
export interface ByteCache {
  readonly source: RangeSource;
  /** Requests made. */
  readonly requests: number;
  has(range: ByteRange): boolean;
  /** Exactly `length` bytes. @returns undefined when the file ends before */
  bytes(range: ByteRange): Promise<Uint8Array | undefined>;
  /** Brings several ranges into memory with as few requests as their distance allows. */
  load(ranges: readonly ByteRange[]): Promise<void>;
}

interface Segment {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

const firstRead = 65_536;
/** Headers that are not in front are read with what lies around them: values may come before their directory. */
const before = 32_768;
const after = 262_144;
/** Ranges nearer than this are one request. */
const gap = 262_144;

export function byteCache(source: RangeSource): ByteCache {
  const segments: Segment[] = [];
  let requests = 0;

  const find = (range: ByteRange) =>
    segments.find(
      ({ offset, bytes }) => offset <= range.offset && offset + bytes.byteLength >= range.offset + range.length,
    );
  const fetch = async (offset: number, length: number) => {
    requests += 1;
    segments.unshift({ offset, bytes: await source.read(offset, length) });
  };
  const load = async (ranges: readonly ByteRange[]) => {
    for (const { offset, end } of mergeRanges(ranges.filter((range) => !find(range)))) {
      if (segments.length === 0 && end <= firstRead) {
        await fetch(0, firstRead);
      } else {
        const start = Math.max(0, offset - before);
        await fetch(start, Math.max(end - start, before + after));
      }
    }
  };
  return {
    source,
    get requests() {
      return requests;
    },
    has: (range) => find(range) !== undefined,
    bytes: async (range) => {
      if (!find(range)) await load([range]);
      const segment = find(range);
      return segment?.bytes.subarray(range.offset - segment.offset, range.offset - segment.offset + range.length);
    },
    load,
  };
}

function mergeRanges(ranges: readonly ByteRange[]): { offset: number; end: number }[] {
  const merged: { offset: number; end: number }[] = [];
  for (const range of ranges.toSorted((a, b) => a.offset - b.offset)) {
    const last = merged.at(-1);
    const end = range.offset + range.length;
    if (last && range.offset - last.end <= gap) last.end = Math.max(last.end, end);
    else merged.push({ offset: range.offset, end });
  }
  return merged;
}
