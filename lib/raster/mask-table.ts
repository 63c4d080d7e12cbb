import { invalid } from '../errors.ts';
import type { Samples } from './samples.ts';

/** Mask values that are masked out: in `classes`, or with any of `bits` set (0 is the lowest). */
export interface MaskRule {
  readonly classes?: readonly number[];
  readonly bits?: readonly number[];
}

/** What each value of an 8- or 16-bit mask band means: [value as unsigned 16 bits] → 255 masked out, 0 clear.
 * @param nodata of the mask band: not known to be clear, so masked out */
export function maskTable(rule: MaskRule, nodata: number | undefined): Uint8Array {
  const table = new Uint8Array(65_536);
  const bits = (rule.bits ?? []).reduce((all, bit) => all | (1 << bit), 0);
  for (let value = 0; value < table.length; value += 1) if (value & bits) table[value] = 255;
  for (const value of [...(rule.classes ?? []), ...(nodata === undefined ? [] : [nodata])]) {
    if (Number.isInteger(value)) table[value & 0xffff] = 255;
  }
  return table;
}

/** @throws {InvalidInputError} when the band is of a type that has no classes or bits */
export function requireMaskSamples(samples: Samples, asset: string): Uint8Array | Uint16Array | Int16Array | Int8Array {
  if (
    samples instanceof Uint8Array ||
    samples instanceof Uint16Array ||
    samples instanceof Int16Array ||
    samples instanceof Int8Array
  ) {
    return samples;
  }
  throw invalid('mask.asset', `${asset} has samples of 32 bits or more, or floats; masks have at most 16 bits`);
}
