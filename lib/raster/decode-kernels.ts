import { decodeModule } from './decode-module.ts';
import type { RowLayout } from './predictor.ts';

/** Decoders and predictors in WebAssembly, over one memory that every block uses again. What they return are views of it:
 * valid until the next call. Their source is in `kernels/`. */
interface Kernels {
  readonly inflate: (work: number, input: number, length: number, output: number, capacity: number) => number;
  readonly inflateRaw: (
    work: number,
    input: number,
    length: number,
    output: number,
    capacity: number,
    history: number,
  ) => number;
  readonly lzw: (work: number, input: number, length: number, output: number, capacity: number) => number;
  readonly sumRows: (start: number, rows: number, rowBytes: number, stride: number, size: number) => void;
  readonly gatherFloats: (start: number, rows: number, samples: number, row: number) => void;
}

/** The memory never shrinks: blocks larger than this are decoded outside. */
const largestBlock = 16 * 1024 * 1024;
/** Read or written past the end, at most. */
const slack = 8192;
/** Behind the output, for a row of the floating point predictor. */
const rowRoom = 256 * 1024;
const workBytes = 65_536;
const page = 65_536;

let memory: WebAssembly.Memory | undefined;
let instance: Kernels | undefined;

function kernels(): { readonly memory: WebAssembly.Memory; readonly run: Kernels } {
  memory ??= new WebAssembly.Memory({ initial: 32 });
  if (!instance) {
    const module = new WebAssembly.Module(Uint8Array.from(Buffer.from(decodeModule, 'base64')));
    instance = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernels;
  }
  return { memory, run: instance };
}

/** Undoes a zlib stream.
 * @param capacity bytes that may come out
 * @returns undefined when the stream is damaged, larger, or too large for the kernel: zlib knows what is wrong with it */
export function inflateBlock(input: Uint8Array, capacity: number): Uint8Array | undefined {
  const placed = place(input, capacity);
  if (!placed) return undefined;
  const { run, at, output } = placed;
  return outcome(run.inflate(0, at, input.byteLength, output, capacity), output);
}

/** Undoes raw DEFLATE.
 * @param dictionary what came before, as it was given to the compressor; at most 32 KiB count
 * @returns undefined when the stream is damaged or longer than the capacity, or too large for the kernel */
export function inflateRawBlock(input: Uint8Array, capacity: number, dictionary: Uint8Array): Uint8Array | undefined {
  const placed = place(input, dictionary.byteLength + capacity);
  if (!placed || !memory) return undefined;
  const { run, at, output: history } = placed;
  const output = history + dictionary.byteLength;
  new Uint8Array(memory.buffer).set(dictionary, history);
  return outcome(run.inflateRaw(0, at, input.byteLength, output, capacity, history), output);
}

/** Undoes TIFF's LZW. @returns undefined when a code can't be, or the block is too large for the kernel */
export function lzwBlock(input: Uint8Array, capacity: number): Uint8Array | undefined {
  const placed = place(input, capacity);
  if (!placed) return undefined;
  const { run, at, output } = placed;
  return outcome(run.lzw(0, at, input.byteLength, output, capacity), output);
}

/** Undoes differencing in place, of integers of 8, 16 or 32 bits. @returns false when the block is too large for the kernel */
export function sumRows(bytes: Uint8Array, { rows, samplesPerRow, stride, bits }: RowLayout): boolean {
  const size = bits / 8;
  if (rows * samplesPerRow * size > bytes.byteLength) return false;
  return inMemory(bytes, 0, (run, at) => run.sumRows(at, rows, samplesPerRow * size, stride * size, size));
}

/** Undoes the floating point predictor in place, of 32 bits. @returns false when the block is too large for the kernel */
export function gatherFloats(bytes: Uint8Array, { rows, samplesPerRow, stride }: RowLayout): boolean {
  const rowBytes = samplesPerRow * 4;
  if (rows * rowBytes > bytes.byteLength) return false;
  return inMemory(bytes, rowBytes, (run, at, row) => {
    run.sumRows(at, rows, rowBytes, stride, 1);
    run.gatherFloats(at, rows, samplesPerRow, row);
  });
}

/** Input behind the work area, output behind the input. */
function place(input: Uint8Array, capacity: number) {
  if (input.byteLength > largestBlock || capacity > largestBlock) return undefined;
  const { memory, run } = kernels();
  const at = workBytes;
  const output = aligned(at + input.byteLength + slack);
  reserve(memory, output + capacity + slack + rowRoom);
  const all = new Uint8Array(memory.buffer);
  all.set(input, at);
  // What may be read past the end is not what an earlier block left there.
  all.fill(0, at + input.byteLength, at + input.byteLength + 64);
  return { run, at, output };
}

function outcome(length: number, at: number): Uint8Array | undefined {
  return length < 0 || !memory ? undefined : new Uint8Array(memory.buffer, at, length);
}

/** Runs a kernel on bytes where they are, or on a copy that is copied back. */
function inMemory(bytes: Uint8Array, more: number, work: (run: Kernels, at: number, row: number) => void): boolean {
  if (bytes.byteLength > largestBlock) return false;
  const { memory, run } = kernels();
  if (bytes.buffer === memory.buffer) {
    const end = bytes.byteOffset + bytes.byteLength + slack;
    if (end + more + slack > memory.buffer.byteLength) return false;
    work(run, bytes.byteOffset, end);
    return true;
  }
  const row = workBytes + bytes.byteLength + slack;
  reserve(memory, row + more + slack);
  const all = new Uint8Array(memory.buffer);
  all.set(bytes, workBytes);
  work(run, workBytes, row);
  bytes.set(all.subarray(workBytes, workBytes + bytes.byteLength));
  return true;
}

function reserve(memory: WebAssembly.Memory, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / page));
}

/** Cache lines. */
function aligned(address: number): number {
  return Math.ceil(address / 64) * 64;
}
