import { selectionNetwork } from './median-network.ts';
import {
  emit,
  op,
  shuffle,
  simd,
  simdMemory,
  store64Lane,
  v128,
  wasmModule,
  type Code,
  type Simd,
} from './wasm-module.ts';

/** How samples lie in memory while the median is taken: unsigned and signed 16-bit integers, and floats. */
export type LaneType = 'u16' | 'i16' | 'f32';

/** `run(values, valueStride, masks, maskStride, nodata, out, counts, pixels)`: byte addresses and byte strides.
 * `nodata` is a table of (value, enabled: all ones or zeros) pairs, one a slice. Pixels are a multiple of 16. */
export type MedianRun = (
  values: number,
  valueStride: number,
  masks: number,
  maskStride: number,
  nodata: number,
  out: number,
  counts: number,
  pixels: number,
) => void;

/** Emits a module that takes the masked median of exactly `slices` slices, several pixels at a time.
 *
 * All lanes run one and the same sorting network, so each masked value is replaced by the type's minimum and maximum in
 * turn. That keeps the median's rank fixed: only the two middle outputs are computed, and the parity of the masked
 * values says whether they are one value or two. The mean of two integers is rounded half up; of two floats it is
 * taken in double precision. Pixels without any value come out as the lane type's minimum with a count of 0. */
export function medianNetworkModule(slices: number, lane: LaneType): Uint8Array<ArrayBuffer> {
  const wide = lane === 'f32';
  const sampleBytes = wide ? 4 : 2;
  const param = { values: 0, valueStride: 1, masks: 2, maskStride: 3, nodata: 4, out: 5, counts: 6, pixels: 7 };
  const [value, mask, done] = [8, 9, 10];
  const [toggle, masked, count, lower, scratch] = [11, 12, 13, 14, 15];
  const register = (slice: number) => 16 + slice;

  const minimum = lane === 'u16' ? splat16(0) : lane === 'i16' ? splat16(0x8000) : splat32(0x80000000);
  const min: Simd = lane === 'u16' ? 'i16x8.min_u' : lane === 'i16' ? 'i16x8.min_s' : 'i32x4.min_s';
  const max: Simd = lane === 'u16' ? 'i16x8.max_u' : lane === 'i16' ? 'i16x8.max_s' : 'i32x4.max_s';
  const subtract: Simd = wide ? 'i32x4.sub' : 'i16x8.sub';

  const middle = slices >> 1;
  const odd = slices % 2 === 1;
  const [low, high] = odd ? [middle, Math.min(middle + 1, slices - 1)] : [middle - 1, middle];
  const network = selectionNetwork(slices, [low, high]);

  const code: Code = { bytes: [] };
  op.loop(() => {
    emit(code, op.get(param.values), op.set(value), op.get(param.masks), op.set(mask));
    emit(code, v128(minimum), op.set(toggle), v128(splat32(0)), op.set(count));
    let loaded = 0;
    for (const comparator of network) {
      while (loaded <= comparator.high) load(loaded++);
      exchange(comparator.low, comparator.high, comparator.keep);
    }
    while (loaded < slices) load(loaded++);
    middleOf();
    emit(code, op.get(param.values), op.i32(16), op.i32Add, op.set(param.values));
    emit(code, op.get(param.masks), op.i32(wide ? 4 : 8), op.i32Add, op.set(param.masks));
    emit(code, op.get(param.out), op.i32(16), op.i32Add, op.set(param.out));
    emit(code, op.get(param.counts), op.i32(wide ? 8 : 16), op.i32Add, op.set(param.counts));
    emit(code, op.get(done), op.i32(16 / sampleBytes), op.i32Add, op.tee(done));
    emit(code, op.get(param.pixels), op.i32LtU, op.brIf(0));
  }, code);
  return wasmModule({
    params: Array.from({ length: 8 }, () => 'i32'),
    results: [],
    locals: [
      { type: 'i32', count: 3 },
      { type: 'v128', count: 5 + slices },
    ],
    body: code.bytes,
  });

  function load(slice: number): void {
    const at = register(slice);
    emit(code, op.get(value), simdMemory('v128.load'), op.set(at));
    emit(code, op.get(mask));
    if (wide) {
      emit(code, simdMemory('v128.load32_zero'), simd('i16x8.extend_low_i8x16_s'), simd('i32x4.extend_low_i16x8_s'));
    } else {
      emit(code, simdMemory('v128.load8x8_s'));
    }
    const entry = slice * 2 * sampleBytes;
    const load = wide ? 'v128.load32_splat' : 'v128.load16_splat';
    emit(code, op.get(at), op.get(param.nodata), simdMemory(load, entry), simd(wide ? 'f32x4.eq' : 'i16x8.eq'));
    emit(code, op.get(param.nodata), simdMemory(load, entry + sampleBytes), simd('v128.and'), simd('v128.or'));
    if (wide) emit(code, op.get(at), op.get(at), simd('f32x4.ne'), simd('v128.or'));
    emit(code, op.set(masked));
    if (wide) {
      emit(code, op.get(at));
      sortKey(at);
      emit(code, op.set(at));
    }
    emit(code, op.get(toggle), op.get(at), op.get(masked), simd('v128.bitselect'), op.set(at));
    emit(code, op.get(toggle), op.get(masked), simd('v128.xor'), op.set(toggle));
    emit(code, op.get(count), op.get(masked), simd(subtract), op.set(count));
    if (slice === slices - 1) return;
    emit(code, op.get(value), op.get(param.valueStride), op.i32Add, op.set(value));
    emit(code, op.get(mask), op.get(param.maskStride), op.i32Add, op.set(mask));
  }

  /** Floats ↔ integers of the same order, on the stack and in `at`: negative ones have their magnitude bits flipped. */
  function sortKey(at: number): void {
    emit(code, op.get(at), op.i32(31), simd('i32x4.shr_s'), v128(splat32(0x7fffffff)), simd('v128.and'));
    emit(code, simd('v128.xor'));
  }

  function exchange(low: number, high: number, keep: 'both' | 'low' | 'high'): void {
    const [a, b] = [register(low), register(high)];
    if (keep === 'low') emit(code, op.get(a), op.get(b), simd(min), op.set(a));
    if (keep === 'high') emit(code, op.get(a), op.get(b), simd(max), op.set(b));
    if (keep !== 'both') return;
    emit(code, op.get(a), op.get(b), simd(min), op.set(lower));
    emit(code, op.get(a), op.get(b), simd(max), op.set(b));
    emit(code, op.get(lower), op.set(a));
  }

  /** Two middle values when the number of valid ones is even, one when it is odd. */
  function middleOf(): void {
    const [a, b] = [register(low), register(high)];
    // The toggle has moved from the minimum by as many flips as values were masked: its difference is the parity.
    emit(code, op.get(toggle), v128(minimum), simd('v128.xor'), op.set(masked));
    // Odd number of slices: one masked more makes two middles. Even: one masked more makes one.
    if (odd) emit(code, op.get(b), op.get(a), op.get(masked), simd('v128.bitselect'), op.set(b));
    else emit(code, op.get(b), op.get(a), op.get(masked), simd('v128.bitselect'), op.set(a));
    emit(code, op.get(param.out));
    if (wide) meanOfFloats(a, b);
    else {
      const flip = lane === 'i16';
      for (const at of [a, b]) emit(code, op.get(at), ...(flip ? [v128(minimum), simd('v128.xor')] : []));
      emit(code, simd('i16x8.avgr_u'), ...(flip ? [v128(minimum), simd('v128.xor')] : []));
    }
    emit(code, simdMemory('v128.store'), op.get(param.counts));
    emit(code, v128(wide ? splat32(slices) : splat16(slices)), op.get(count), simd(subtract));
    if (wide) emit(code, op.tee(scratch), op.get(scratch), simd('i16x8.narrow_i32x4_u'), store64Lane(0));
    else emit(code, simdMemory('v128.store'));
  }

  function meanOfFloats(a: number, b: number): void {
    for (const at of new Set([a, b])) {
      emit(code, op.get(at));
      sortKey(at);
      emit(code, op.set(at));
    }
    const upper = [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15];
    const half = (upperHalf: boolean) => {
      for (const at of [a, b]) {
        emit(code, op.get(at), ...(upperHalf ? [op.get(at), shuffle(upper)] : []), simd('f64x2.promote_low_f32x4'));
      }
      emit(code, simd('f64x2.add'), v128(new Uint8Array(new Float64Array([0.5, 0.5]).buffer)), simd('f64x2.mul'));
      emit(code, simd('f32x4.demote_f64x2_zero'));
    };
    half(false);
    half(true);
    emit(code, shuffle([0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23]));
  }
}

function splat16(value: number): Uint8Array {
  return new Uint8Array(new Uint16Array(8).fill(value).buffer);
}

function splat32(value: number): Uint8Array {
  return new Uint8Array(new Uint32Array(4).fill(value).buffer);
}
