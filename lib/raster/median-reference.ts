import type { SampleArray } from './sample-array.ts';

/** The masked median, one pixel after the other, in the plainest way: the model that the fast kernels are tested against,
 * and the fallback for stacks larger than they take. Same contract as `median`. */
export function medianReference(
  slices: readonly SampleArray[],
  masks: readonly Uint8Array[],
  nodata: readonly (number | undefined)[],
  out: { readonly values: SampleArray; readonly validCount: Uint16Array },
): void {
  const isFloat = out.values instanceof Float32Array;
  const valid = new Float64Array(slices.length);
  for (let pixel = 0; pixel < out.values.length; pixel += 1) {
    let count = 0;
    for (let slice = 0; slice < slices.length; slice += 1) {
      const value = slices[slice]?.[pixel] ?? NaN;
      if (masks[slice]?.[pixel] || value === nodata[slice] || Number.isNaN(value)) continue;
      valid[count++] = value;
    }
    out.validCount[pixel] = count;
    const sorted = valid.subarray(0, count).sort();
    const low = sorted[(count - 1) >> 1] ?? 0;
    const high = sorted[count >> 1] ?? 0;
    out.values[pixel] = isFloat ? (low + high) / 2 : Math.floor((low + high + 1) / 2);
  }
}
