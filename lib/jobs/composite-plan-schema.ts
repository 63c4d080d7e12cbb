import { z } from 'zod';
import { invalid } from '../errors.ts';
import { parseWith } from '../http/read-body.ts';
import type { CompositePlan } from './composite-plan.ts';

const finite = z.number();
const dtype = z.enum(['uint8', 'uint16', 'int16', 'float32']);
/** Nodata may be NaN, which JSON can only say as text. */
const sampleValue = z.union([finite, z.literal('nan').transform(() => NaN)]);
/** A file that the task leaves in its working directory: no folders. */
const fileName = z.string().regex(/^[\w-][\w.-]{0,199}$/, 'is not a plain file name');
/** Edges of output tiles are whole blocks of the composite and of its overviews. */
const tileSize = z.union([256, 512, 1024, 2048, 4096].map((size) => z.literal(size)));

const planSchema = z
  .object({
    version: z.literal(1),
    job: z.string().min(1).max(200),
    method: z.literal('median'),
    grid: z.object({
      crs: z.string().min(1).max(100_000),
      transform: z.tuple([finite, finite, finite, finite, finite, finite]),
      width: z.int().min(1).max(1_000_000),
      height: z.int().min(1).max(1_000_000),
    }),
    tileSize,
    bands: z
      .array(
        z.object({
          asset: z.string().min(1),
          dtype,
          nodata: sampleValue.optional(),
          resampling: z.enum(['nearest', 'bilinear']).optional(),
        }),
      )
      .min(1)
      .max(100),
    mask: z
      .object({
        asset: z.string().min(1),
        classes: z.array(z.int().min(-32_768).max(65_535)).optional(),
        bits: z.array(z.int().min(0).max(15)).optional(),
      })
      .optional(),
    scenes: z
      .array(
        z.object({
          collection: z.string(),
          item: z.string().min(1),
          datetime: z.string(),
          hrefs: z.record(z.string(), z.url()),
          bbox: z.tuple([finite, finite, finite, finite]).optional(),
        }),
      )
      .min(1)
      .max(10_000),
    nodata: sampleValue,
    output: z.object({
      collection: z.string(),
      item: z.string().min(1),
      cog: fileName,
      preview: fileName,
      metadata: fileName,
      partialItem: z.record(z.string(), z.unknown()),
    }),
  })
  .check(({ value, issues }) => {
    const [first, ...others] = value.bands;
    const odd = others.findIndex((band) => band.dtype !== first?.dtype);
    if (odd >= 0) {
      const message = `is ${others[odd]?.dtype}, the first band ${first?.dtype}: a composite has one data type`;
      issues.push({ code: 'custom', input: value, path: ['bands', odd + 1, 'dtype'], message });
    }
  });

/** @param text of plan.json
 * @throws {InvalidInputError} naming every bad field */
export function parseCompositePlan(text: string): CompositePlan {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalid('plan', 'is not JSON', { cause: error });
  }
  return parseWith(z.object({ plan: planSchema }), { plan: value }).plan as CompositePlan;
}
