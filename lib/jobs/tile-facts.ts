import { z } from 'zod';
import { UnreadableBlobError } from '../errors.ts';
import type { BandStatistics } from './band-statistics.ts';

/** What a finished tile tells the assembling task beside its pixels. */
export interface TileFacts {
  readonly job: string;
  readonly tile: number;
  readonly bands: readonly BandStatistics[];
  /** Pixels in which some band has data. */
  readonly validPixels: number;
  /** How many scenes gave those pixels a value: fewest, most, and the sum over them. */
  readonly observations: { readonly minimum: number; readonly maximum: number; readonly sum: number };
}

/** GDAL metadata item of a tile file that holds the facts as JSON. */
const item = 'REVISIT_TILE';

const schema = z.object({
  job: z.string(),
  tile: z.int(),
  bands: z.array(
    z.object({ count: z.int(), minimum: z.number(), maximum: z.number(), mean: z.number(), squares: z.number() }),
  ),
  validPixels: z.int(),
  observations: z.object({ minimum: z.int(), maximum: z.int(), sum: z.int() }),
});

export function tileMetadata(facts: TileFacts): Record<string, string> {
  return { [item]: Buffer.from(JSON.stringify(facts)).toString('base64url') };
}

/** @param url for the message
 * @throws {UnreadableBlobError} when the file is no tile of this place and plan */
export function parseTileMetadata(
  url: string,
  metadata: Readonly<Record<string, string>>,
  expected: Pick<TileFacts, 'job' | 'tile'>,
): TileFacts {
  const text = metadata[item];
  if (text === undefined) throw new UnreadableBlobError(url, 'is not a tile of a composite');
  let facts: TileFacts;
  try {
    facts = schema.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
  } catch (error) {
    throw new UnreadableBlobError(url, 'has damaged tile metadata', { cause: error });
  }
  if (facts.job !== expected.job || facts.tile !== expected.tile) {
    throw new UnreadableBlobError(
      url,
      `is tile ${facts.tile} of job ${facts.job}, not ${expected.tile} of ${expected.job}`,
    );
  }
  return facts;
}
