/** Text put together in UTF-8, in memory that is used again for the next: nothing is left behind for the garbage collector. */
export interface ByteSink {
  text(text: string): void;
  /** @param bytes of UTF-8 */
  bytes(bytes: Uint8Array): void;
  /** Bytes so far. */
  readonly length: number;
  /** A copy of all that was put in; the sink is empty then. */
  take(): Uint8Array<ArrayBuffer>;
  /** Forgets what was put in. */
  clear(): void;
}

const first = 65_536;

/** Bytes that are kept for the next; what a page of giants needed is given back. */
const most = 16 * 1024 * 1024;

export function byteSink(): ByteSink {
  let memory = Buffer.allocUnsafeSlow(first);
  let length = 0;
  const reserve = (more: number): void => {
    if (length + more <= memory.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(2 * memory.length, length + more));
    larger.set(memory.subarray(0, length));
    memory = larger;
  };
  const clear = (): void => {
    length = 0;
    if (memory.length > most) memory = Buffer.allocUnsafeSlow(first);
  };
  return {
    text: (text) => {
      // A unit of UTF-16 takes three bytes at most.
      reserve(3 * text.length);
      length += memory.write(text, length);
    },
    bytes: (bytes) => {
      reserve(bytes.length);
      memory.set(bytes, length);
      length += bytes.length;
    },
    get length() {
      return length;
    },
    take: () => {
      const taken = new Uint8Array(memory.subarray(0, length));
      clear();
      return taken;
    },
    clear,
  };
}
