/** Bytes of a file by range: what every raster reader stands on. */
export interface RangeSource {
  /** Names the file in messages; never holds a signature. */
  readonly url: string;
  /** Bytes in the whole file; undefined until a read has told. */
  readonly size: number | undefined;
  /** Bytes [offset, offset + length), fewer at the end of the file, none past it. One request.
   * @throws {NotFoundError} when there is no such file
   * @throws {PreconditionFailedError} when the file was overwritten since the first read */
  read(offset: number, length: number): Promise<Uint8Array>;
}

export function memorySource(bytes: Uint8Array, url = 'memory:'): RangeSource {
  return {
    url,
    size: bytes.byteLength,
    read: async (offset, length) => bytes.subarray(offset, offset + length),
  };
}

export interface CountedSource extends RangeSource {
  readonly requests: number;
  readonly bytesRead: number;
}

/** Counts what goes through, for budgets and benches. */
export function countedSource(source: RangeSource): CountedSource {
  let requests = 0;
  let bytesRead = 0;
  return {
    url: source.url,
    get size() {
      return source.size;
    },
    get requests() {
      return requests;
    },
    get bytesRead() {
      return bytesRead;
    },
    read: async (offset, length) => {
      requests += 1;
      const bytes = await source.read(offset, length);
      bytesRead += bytes.byteLength;
      return bytes;
    },
  };
}

/** Serves reads inside the first `headBytes` from one cached first request; others go through.
 * A failed first read is not remembered. */
export function headSource(source: RangeSource, headBytes = 65_536): CountedSource {
  const counted = countedSource(source);
  let head: Promise<Uint8Array> | undefined;
  const readHead = () => {
    head ??= counted.read(0, headBytes).catch((error: unknown) => {
      head = undefined;
      throw error;
    });
    return head;
  };
  return {
    url: source.url,
    get size() {
      return source.size;
    },
    get requests() {
      return counted.requests;
    },
    get bytesRead() {
      return counted.bytesRead;
    },
    read: async (offset, length) => {
      if (offset >= headBytes) return counted.read(offset, length);
      const cached = await readHead();
      const wholeFile = cached.byteLength < headBytes;
      return wholeFile || offset + length <= headBytes
        ? cached.subarray(offset, offset + length)
        : counted.read(offset, length);
    },
  };
}
