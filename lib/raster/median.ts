import { medianResult, medianStack, type MedianResult } from './median-stack.ts';
import type { CompositeType, SampleArray } from './sample-array.ts';

/** Masked per-pixel median over time.
 *
 * @param slices [slice][pixel]: one array a date, all of one length and type, pixels in any one order
 * @param masks [slice][pixel]: 0 clear, 255 masked out; as many as slices
 * @param nodata sample value that counts as masked too, and the result where no slice has a value; NaN is never a value
 * @returns values [pixel] of the slices' type, and how many slices had a value there.
 *   An even count gives the mean of the two middle values: rounded half up for integers, in double precision for floats
 * @throws {RangeError} when lengths differ */
export function median(slices: readonly SampleArray[], masks: readonly Uint8Array[], nodata: number): MedianResult {
  const first = slices[0];
  if (!first || masks.length !== slices.length)
    throw new RangeError(`${slices.length} slices with ${masks.length} masks`);
  const dtype = typeOf(first);
  const pixels = first.length;
  const stack = medianStack(dtype, slices.length, pixels);
  for (const [index, slice] of slices.entries()) {
    const mask = masks[index];
    if (slice.length !== pixels || mask?.length !== pixels || typeOf(slice) !== dtype) {
      throw new RangeError(`slice ${index} is unlike the first`);
    }
    stack.values(index).set(slice);
    stack.mask(index).set(mask);
    stack.setNodata(index, nodata);
  }
  const result = medianResult(dtype, pixels);
  stack.run(slices.length, nodata, result);
  return result;
}

function typeOf(array: SampleArray): CompositeType {
  if (array instanceof Uint8Array) return 'uint8';
  if (array instanceof Uint16Array) return 'uint16';
  return array instanceof Int16Array ? 'int16' : 'float32';
}
