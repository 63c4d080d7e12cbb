import { medianKernel, methodFor, type MedianMethod } from './median-kernel.ts';
import type { LaneType, MedianRun } from './median-network-wasm.ts';
import { medianReference } from './median-reference.ts';
import { holds, sampleArray, type CompositeType, type SampleArray } from './sample-array.ts';

/** Room for a stack of slices in WebAssembly memory: readers write samples and masks straight into it, and the median is
 * taken in place. One stack is used again for every window and band of a tile. */
export interface MedianStack {
  /** Samples of one slice, in pixel order. For uint8 composites they are 16 bits wide. */
  values(slice: number): SampleArray;
  /** Mask of one slice: 255 masked out, 0 clear; nothing else. */
  mask(slice: number): Uint8Array;
  /** The sample value of this slice that means no data, besides its mask; NaN never is data. */
  setNodata(slice: number, nodata: number | undefined): void;
  /** Median over the first `slices` slices of the first `out.values.length` pixels.
   * @param nodata written where no slice has a value */
  run(slices: number, nodata: number, out: MedianResult, method?: MedianMethod): void;
}

export interface MedianResult {
  readonly values: SampleArray;
  /** How many slices had a value there. */
  readonly validCount: Uint16Array;
}

/** Pixels that a kernel handles at a time are fewer; rows of this length keep the work in cache and let V8 swap in
 * optimised code between calls. */
const chunkPixels = 4096;

export function medianStack(dtype: CompositeType, slices: number, pixels: number): MedianStack {
  const lane: LaneType = dtype === 'float32' ? 'f32' : dtype === 'int16' ? 'i16' : 'u16';
  const stored: CompositeType = dtype === 'uint8' ? 'uint16' : dtype;
  const width = lane === 'f32' ? 4 : 2;
  const padded = Math.ceil(pixels / 16) * 16;
  // An odd number of cache lines between slices, so that they don't all fall into one cache set.
  const valueStride = oddLines(padded * width);
  const maskStride = oddLines(padded);
  const layout = regions({
    nodata: slices * 2 * width,
    scratch: Math.ceil(slices / 4 + 1) * 64,
    out: padded * width,
    counts: padded * 2,
    masks: slices * maskStride,
    values: slices * valueStride,
  });
  const memory = new WebAssembly.Memory({ initial: Math.ceil(layout.bytes / 65_536) });
  const { buffer } = memory;
  const kernels = new Map<string, MedianRun>();

  const kernel = (count: number, method: 'network' | 'search') => {
    const key = `${method}/${count}`;
    const run = kernels.get(key) ?? medianKernel(memory, count, lane, method, layout.scratch);
    kernels.set(key, run);
    return run;
  };
  const values = (slice: number) => view(stored, buffer, layout.values + slice * valueStride, pixels);
  const mask = (slice: number) => new Uint8Array(buffer, layout.masks + slice * maskStride, pixels);
  const nodataOf: (number | undefined)[] = [];

  return {
    values,
    mask,
    setNodata: (slice, nodata) => {
      const usable = nodata !== undefined && holds(stored, nodata) ? nodata : undefined;
      nodataOf[slice] = usable;
      view(stored, buffer, layout.nodata + slice * 2 * width, 1)[0] = usable ?? 0;
      new Uint8Array(buffer, layout.nodata + slice * 2 * width + width, width).fill(usable === undefined ? 0 : 255);
    },
    run: (count, nodata, out, method = methodFor(count, lane)) => {
      const total = out.values.length;
      if (total > pixels || count > slices)
        throw new RangeError(`a stack of ${slices}×${pixels} was asked for ${count}×${total}`);
      if (count === 0) {
        out.values.fill(nodata);
        out.validCount.fill(0);
        return;
      }
      if (method === 'reference') {
        const all = Array.from({ length: count }, (_, slice) => slice);
        medianReference(all.map(values), all.map(mask), nodataOf, out);
      } else {
        const run = kernel(count, method);
        for (let from = 0; from < total; from += chunkPixels) {
          const length = Math.min(chunkPixels, Math.ceil((total - from) / 16) * 16);
          const [value, masked] = [layout.values + from * width, layout.masks + from];
          const [result, counts] = [layout.out + from * width, layout.counts + from * 2];
          run(value, valueStride, masked, maskStride, layout.nodata, result, counts, length);
        }
        out.values.set(view(stored, buffer, layout.out, total));
        out.validCount.set(new Uint16Array(buffer, layout.counts, total));
      }
      for (let pixel = 0; pixel < total; pixel += 1) if (out.validCount[pixel] === 0) out.values[pixel] = nodata;
    },
  };
}

/** Space for one result. */
export function medianResult(dtype: CompositeType, pixels: number): MedianResult {
  return { values: sampleArray(dtype, pixels), validCount: new Uint16Array(pixels) };
}

function view(dtype: CompositeType, buffer: ArrayBuffer, at: number, length: number): SampleArray {
  if (dtype === 'float32') return new Float32Array(buffer, at, length);
  return dtype === 'int16' ? new Int16Array(buffer, at, length) : new Uint16Array(buffer, at, length);
}

function oddLines(bytes: number): number {
  return (Math.ceil(bytes / 64) | 1) * 64;
}

/** Places regions one after the other on cache lines. */
function regions<Name extends string>(sizes: Record<Name, number>): Record<Name | 'bytes', number> {
  const placed = { bytes: 0 } as Record<Name | 'bytes', number>;
  let at = 64;
  for (const name of Object.keys(sizes) as Name[]) {
    placed[name] = at;
    at += Math.ceil(sizes[name] / 64) * 64;
  }
  placed.bytes = at;
  return placed;
}
