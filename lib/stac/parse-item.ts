import { z } from 'zod';
import { invalid } from '../errors.ts';
import { validateGeometry } from '../geo/validate-geometry.ts';
import { parseWith } from '../http/read-body.ts';
import { parseInstant } from '../search/instant.ts';
import type { Item } from './item.ts';
import { ownLinks } from './links.ts';
import { assetsSchema, bboxSchema, extensionsSchema, idSchema, linksSchema, versionSchema } from './stac-schema.ts';

const instant = z
  .string()
  .refine((text) => text.length > 10 && parseInstant(text) !== undefined, 'not an RFC 3339 date-time with a zone');

const text = z.string().exactOptional();

/** The common metadata that the STAC schemas of an item give a type; real archives hold empty lists of instruments. */
const commonMetadata = {
  title: text,
  description: text,
  platform: text,
  constellation: text,
  mission: text,
  license: text,
  instruments: z.array(z.string()).exactOptional(),
  gsd: z.number().positive().exactOptional(),
};

const propertiesSchema = z
  .looseObject({
    ...commonMetadata,
    datetime: instant.nullable(),
    start_datetime: instant.exactOptional(),
    end_datetime: instant.exactOptional(),
    created: instant.exactOptional(),
    updated: instant.exactOptional(),
  })
  .superRefine((properties, context) => {
    const { datetime, start_datetime: start, end_datetime: end } = properties;
    const issue = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (datetime === null && start === undefined) issue('start_datetime', 'needed when datetime is null');
    if (datetime === null && end === undefined) issue('end_datetime', 'needed when datetime is null');
    if (start !== undefined && end === undefined) issue('end_datetime', 'needed with start_datetime');
    if (end !== undefined && start === undefined) issue('start_datetime', 'needed with end_datetime');
    if (start !== undefined && end !== undefined && Date.parse(start) > Date.parse(end))
      issue('end_datetime', 'lies before start_datetime');
  });

/** A STAC 1.x item as clients send it; `collection` may be left out, the path names it. */
export const itemSchema = z.looseObject({
  type: z.literal('Feature'),
  stac_version: versionSchema,
  stac_extensions: extensionsSchema.exactOptional(),
  id: idSchema,
  collection: z.string().exactOptional(),
  geometry: z.looseObject({ type: z.string() }).nullable(),
  bbox: bboxSchema.exactOptional(),
  properties: propertiesSchema,
  links: linksSchema,
  assets: assetsSchema,
});

/** Checks an item as strictly as STAC is, and drops the links that answers make.
 * @param collection that the path names
 * @param id that the path names; absent when the body decides
 * @throws {InvalidInputError} naming each field */
export function parseItem(body: unknown, collection: string, id?: string): Item {
  const item = parseWith(itemSchema, body);
  if (item.collection !== undefined && item.collection !== collection)
    throw invalid('collection', `the path says ${collection}`);
  if (id !== undefined && item.id !== id) throw invalid('id', `the path says ${id}`);
  if (item.geometry === null && item.bbox) throw invalid('bbox', 'an item without geometry has none');
  if (item.geometry !== null && !item.bbox) throw invalid('bbox', 'needed with a geometry');
  const { links, geometry, ...rest } = item;
  return {
    ...rest,
    collection,
    geometry: geometry === null ? null : validateGeometry(geometry, 'geometry'),
    links: ownLinks(links),
  };
}
