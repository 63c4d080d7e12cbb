import { z } from 'zod';
import { invalid } from '../errors.ts';
import { parseWith } from '../http/read-body.ts';

const link = z.looseObject({ rel: z.string().min(1), href: z.string().min(1) });

/** A partial STAC item beside the files: what it says is added to what headers say; headers win for geometry and projection. */
const sidecarSchema = z.object({
  properties: z.record(z.string(), z.unknown()).default({}),
  links: z.array(link).max(1000).default([]),
  assets: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  stac_extensions: z.array(z.url()).max(100).default([]),
});
export type Sidecar = z.infer<typeof sidecarSchema>;

/** @throws {InvalidInputError} naming the field */
export function parseSidecar(text: string): Sidecar {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalid('sidecar', `not JSON: ${(error as Error).message}`, { cause: error });
  }
  return parseWith(sidecarSchema, value);
}
