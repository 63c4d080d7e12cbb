import type { SampleType } from './raster-header.ts';

/** Decoded samples. 64-bit integers are Float64Array, exact up to 2^53; complex types hold re, im pairs, two elements a sample. */
export type Samples =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** Elements of a typed array that one sample takes. */
export function elementsPerSample(dtype: SampleType): 1 | 2 {
  return dtype.startsWith('c') ? 2 : 1;
}

const constructors = {
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  uint64: Float64Array,
  int64: Float64Array,
  float32: Float32Array,
  float64: Float64Array,
  cint16: Int16Array,
  cint32: Int32Array,
  cfloat32: Float32Array,
  cfloat64: Float64Array,
} as const;

/** Zeros for `count` samples. */
export function newSamples(dtype: SampleType, count: number): Samples {
  return new constructors[dtype](count * elementsPerSample(dtype));
}

/** Little-endian bytes as samples; not copied when their alignment allows. Not for 64-bit integers. */
export function viewSamples(dtype: SampleType, bytes: Uint8Array): Samples {
  const constructor = constructors[dtype];
  const aligned = bytes.byteOffset % constructor.BYTES_PER_ELEMENT === 0 ? bytes : new Uint8Array(bytes);
  return new constructor(
    aligned.buffer as ArrayBuffer,
    aligned.byteOffset,
    Math.floor(aligned.byteLength / constructor.BYTES_PER_ELEMENT),
  );
}
