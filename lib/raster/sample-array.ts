/** Sample types that composites are made of and our writer writes. */
export type CompositeType = 'uint8' | 'uint16' | 'int16' | 'float32';

export type SampleArray = Uint8Array | Uint16Array | Int16Array | Float32Array;

export const sampleBytes: Readonly<Record<CompositeType, number>> = { uint8: 1, uint16: 2, int16: 2, float32: 4 };

const constructors = { uint8: Uint8Array, uint16: Uint16Array, int16: Int16Array, float32: Float32Array } as const;

/** A new array of zeros. */
export function sampleArray(dtype: CompositeType, length: number): SampleArray {
  return new constructors[dtype](length);
}

/** Whether the type can hold the value exactly; NaN and infinities only as floats. */
export function holds(dtype: CompositeType, value: number): boolean {
  if (dtype === 'float32') return Object.is(Math.fround(value), value) || Math.fround(value) === value;
  const array = sampleArray(dtype, 1);
  array[0] = value;
  return array[0] === value;
}
