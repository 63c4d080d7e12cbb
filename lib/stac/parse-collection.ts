import { z } from 'zod';
import { ingestRuleSchema } from '../datasets/ingest-rule.ts';
import { invalid } from '../errors.ts';
import { parseWith } from '../http/read-body.ts';
import { parseInstant } from '../search/instant.ts';
import type { Collection } from './collection.ts';
import { ownLinks } from './links.ts';
import { isReservedContainer } from './reserved-containers.ts';
import {
  assetsSchema,
  extensionsSchema,
  idSchema,
  itemAssetSchema,
  linksSchema,
  providersSchema,
  versionSchema,
} from './stac-schema.ts';

/** Less strict than an item's: published collections have boxes with north and south swapped. */
const extentBox = z.union(
  [
    z.tuple([z.number(), z.number(), z.number(), z.number()]),
    z.tuple([z.number(), z.number(), z.number(), z.number(), z.number(), z.number()]),
  ],
  '4 or 6 numbers are expected',
);

const end = z
  .string()
  .refine((text) => parseInstant(text) !== undefined, 'not an RFC 3339 date-time')
  .nullable();

const summary = z.union([z.array(z.unknown()).min(1), z.looseObject({})]);

const container = z.string().refine((name) => !isReservedContainer(name), 'is not for publishing');

/** A STAC 1.x collection as clients send it. */
export const collectionSchema = z.looseObject({
  type: z.literal('Collection'),
  stac_version: versionSchema,
  stac_extensions: extensionsSchema.exactOptional(),
  id: idSchema,
  title: z.string().exactOptional(),
  description: z.string().min(1),
  keywords: z.array(z.string()).exactOptional(),
  license: z.string().regex(/^[\w.+-]+$/, 'an SPDX id, "various" or "proprietary" is expected'),
  providers: providersSchema.exactOptional(),
  extent: z.looseObject({
    spatial: z.looseObject({ bbox: z.array(extentBox).min(1) }),
    temporal: z.looseObject({ interval: z.array(z.tuple([end, end])).min(1) }),
  }),
  summaries: z.record(z.string(), summary).exactOptional(),
  item_assets: z.record(z.string().min(1), itemAssetSchema).exactOptional(),
  assets: assetsSchema.exactOptional(),
  links: linksSchema,
  'revisit:ingest': z.array(ingestRuleSchema).max(100).exactOptional(),
  'msft:storage_account': z.string().exactOptional(),
  'msft:container': container.exactOptional(),
});

/** Checks a collection as strictly as STAC is, its ingest rules too, and drops the links that answers make.
 * @param id that the path names; absent when the body decides
 * @throws {InvalidInputError} naming each field */
export function parseCollection(body: unknown, id?: string): Collection {
  const collection = parseWith(collectionSchema, body);
  if (id !== undefined && collection.id !== id) throw invalid('id', `the path says ${id}`);
  for (const [index, rule] of (collection['revisit:ingest'] ?? []).entries()) {
    if (isReservedContainer(rule.container))
      throw invalid(`revisit:ingest[${index}].container`, 'is not for publishing');
  }
  return { ...collection, links: ownLinks(collection.links) };
}
