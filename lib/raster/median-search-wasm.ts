import { emit, op, simd, simdMemory, v128, wasmModule, type Code } from './wasm-module.ts';

/** `run(values, valueStride, masks, maskStride, nodata, out, counts, pixels, slices, bias, scratch)`: as `MedianRun`,
 * with `bias` 0x8000 for signed samples (0 for unsigned), and 16 bytes of scratch for each slice, rounded up to four slices. */
export type MedianSearchRun = (
  values: number,
  valueStride: number,
  masks: number,
  maskStride: number,
  nodata: number,
  out: number,
  counts: number,
  pixels: number,
  slices: number,
  bias: number,
  scratch: number,
) => void;

/** Emits a module that finds the masked median of 16-bit samples bit by bit, for any number of slices.
 *
 * The value of rank k is the largest v with at most k values below it: sixteen passes over the pixel's values, each
 * settling one bit. Masked values become the greatest, which no candidate is above. One more pass finds the next value
 * for even counts. Comparisons are signed, because x86 has no others. Work grows with 16·slices and not with slices·log²(slices): it wins over the network for large stacks. */
export function medianSearchModule(): Uint8Array<ArrayBuffer> {
  const param = { values: 0, valueStride: 1, masks: 2, maskStride: 3, nodata: 4, out: 5, counts: 6, pixels: 7 };
  const [slices, bias, scratch] = [8, 9, 10];
  const [value, mask, table, at, end, done, start] = [11, 12, 13, 14, 15, 16, 17];
  const [flip, current, masked, valid, rank, found, candidate, below, next, bit] = [
    18, 19, 20, 21, 22, 23, 24, 25, 26, 27,
  ];
  const greatest = splat(0x7fff);
  const sign = [...splat(0x8000), ...simd('v128.xor')];
  const zero = v128(new Uint8Array(16));
  const code: Code = { bytes: [] };

  emit(code, op.get(bias), simd('i16x8.splat'), op.set(flip));
  // Sentinels fill the scratch area up to a multiple of four slices; they never count as below anything.
  emit(code, op.get(scratch), op.get(slices), op.i32(4), op.i32Shl, op.i32Add, op.tee(end), op.set(start));
  for (const offset of [0, 16, 32]) emit(code, op.get(end), greatest, simdMemory('v128.store', offset));
  op.loop(() => {
    emit(code, op.get(param.values), op.set(value), op.get(param.masks), op.set(mask));
    emit(code, op.get(param.nodata), op.set(table), op.get(scratch), op.set(at), zero, op.set(valid));
    op.loop(fold, code);
    selectRank();
    nextValue();
    emit(code, op.get(param.out), op.get(found), op.get(next), simd('i16x8.avgr_u'), op.get(flip), simd('v128.xor'));
    emit(code, simdMemory('v128.store'), op.get(param.counts), op.get(valid), simdMemory('v128.store'));
    for (const [pointer, step] of [
      [param.values, 16],
      [param.masks, 8],
      [param.out, 16],
      [param.counts, 16],
    ] as const) {
      emit(code, op.get(pointer), op.i32(step), op.i32Add, op.set(pointer));
    }
    emit(code, op.get(done), op.i32(8), op.i32Add, op.tee(done), op.get(param.pixels), op.i32LtU, op.brIf(0));
  }, code);
  return wasmModule({
    params: Array.from({ length: 11 }, () => 'i32'),
    results: [],
    locals: [
      { type: 'i32', count: 7 },
      { type: 'v128', count: 10 },
    ],
    body: code.bytes,
  });

  /** One slice: value, mask and nodata become one number in scratch. */
  function fold(): void {
    emit(code, op.get(value), simdMemory('v128.load'), op.tee(current));
    emit(code, op.get(table), simdMemory('v128.load16_splat'), simd('i16x8.eq'));
    emit(code, op.get(table), simdMemory('v128.load16_splat', 2), simd('v128.and'));
    emit(code, op.get(mask), simdMemory('v128.load8x8_s'), simd('v128.or'), op.set(masked));
    emit(code, op.get(valid), op.get(masked), simd('v128.not'), simd('i16x8.sub'), op.set(valid));
    emit(code, op.get(at), greatest, op.get(current), op.get(flip), simd('v128.xor'), sign);
    emit(code, op.get(masked), simd('v128.bitselect'), simdMemory('v128.store'));
    emit(code, op.get(value), op.get(param.valueStride), op.i32Add, op.set(value));
    emit(code, op.get(mask), op.get(param.maskStride), op.i32Add, op.set(mask));
    emit(code, op.get(table), op.i32(4), op.i32Add, op.set(table));
    emit(code, op.get(at), op.i32(16), op.i32Add, op.tee(at), op.get(start), op.i32LtU, op.brIf(0));
  }

  /** found = value of rank (valid − 1) / 2, lower middle. */
  function selectRank(): void {
    emit(code, op.get(valid), splat(1), simd('i16x8.sub'), op.i32(1), simd('i16x8.shr_u'), op.set(rank));
    emit(code, zero, op.set(found), splat(0x8000), op.set(bit));
    for (let pass = 0; pass < 16; pass += 1) {
      emit(code, op.get(found), op.get(bit), simd('v128.or'), sign, op.set(candidate), zero, op.set(below));
      overScratch((offset) => {
        emit(code, op.get(below), op.get(candidate), op.get(at), simdMemory('v128.load', offset));
        emit(code, simd('i16x8.gt_s'), simd('i16x8.sub'), op.set(below));
      });
      emit(code, op.get(candidate), sign, op.get(found), op.get(below), op.get(rank), simd('i16x8.le_u'));
      emit(code, simd('v128.bitselect'), op.set(found));
      emit(code, op.get(bit), op.i32(1), simd('i16x8.shr_u'), op.set(bit));
    }
  }

  /** next = value of rank valid / 2: `found` itself when enough values equal it, or else the smallest above it. */
  function nextValue(): void {
    emit(code, zero, op.set(below), greatest, op.set(next), op.get(found), sign, op.set(candidate));
    overScratch((offset) => {
      emit(code, op.get(at), simdMemory('v128.load', offset), op.tee(current), op.get(candidate), simd('i16x8.gt_s'));
      emit(code, op.set(masked), op.get(below), op.get(masked), simd('v128.not'), simd('i16x8.sub'), op.set(below));
      emit(code, op.get(current), greatest, op.get(masked), simd('v128.bitselect'));
      emit(code, op.get(next), simd('i16x8.min_s'), op.set(next));
    });
    // below = values ≤ found, sentinels included when found is the greatest: then next is found too.
    emit(code, op.get(found), op.get(next), sign);
    emit(code, op.get(below), op.get(valid), op.i32(1), simd('i16x8.shr_u'), simd('i16x8.gt_u'));
    emit(code, simd('v128.bitselect'), op.set(next));
  }

  function overScratch(one: (offset: number) => void): void {
    emit(code, op.get(scratch), op.set(at));
    op.loop(() => {
      for (const offset of [0, 16, 32, 48]) one(offset);
      emit(code, op.get(at), op.i32(64), op.i32Add, op.tee(at), op.get(end), op.i32LtU, op.brIf(0));
    }, code);
  }
}

function splat(value: number): number[] {
  return v128(new Uint8Array(new Uint16Array(8).fill(value).buffer));
}
