import { z } from 'zod';
import { InvalidInputError } from '../errors.ts';
import { parseBbox } from '../search/parse-bbox.ts';
import type { Bbox } from './item.ts';

/** What items and collections share. Members that STAC doesn't define are kept: extensions live there. */

const forbiddenInId = /[/\\?#\p{Cc}\p{Zl}\p{Zp}]/u;

/** Ids are path segments of URLs. */
export const idSchema = z
  .string()
  .min(1)
  .max(512)
  .refine((id) => id.isWellFormed(), 'holds half of a surrogate pair')
  .refine((id) => !forbiddenInId.test(id), 'holds a slash, a backslash, ?, # or a control character')
  .refine((id) => id !== '.' && id !== '..', 'means a folder in URLs')
  .refine((id) => id.trim() === id, 'begins or ends with space');

export const versionSchema = z
  .string()
  .regex(/^1\.\d+\.\d+(?:-[\w.]+)?$/, 'a STAC 1.x version is expected, for example 1.0.0');

export const extensionsSchema = z.array(z.string().min(1)).max(100);

export const bboxSchema = z
  .custom<Bbox>()
  .superRefine((value: unknown, context) => {
    try {
      parseBbox(Array.isArray(value) ? value : [], 'bbox', 360);
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      for (const issue of error.issues) context.addIssue({ code: 'custom', message: issue.message });
    }
  })
  .meta({ type: 'array', items: { type: 'number' }, minItems: 4, maxItems: 6 });

const linkSchema = z.looseObject({
  rel: z.string().min(1),
  href: z.string().min(1),
  type: z.string().exactOptional(),
  title: z.string().exactOptional(),
  method: z.enum(['GET', 'POST']).exactOptional(),
  merge: z.boolean().exactOptional(),
});

const maxLinks = 10_000;

/** The limit is no `maxItems`: the same schema describes answers, which have our own links beside what was sent. */
export const linksSchema = z.array(linkSchema).refine((links) => links.length <= maxLinks, `at most ${maxLinks}`);

export const assetSchema = z.looseObject({
  href: z.string().min(1),
  title: z.string().exactOptional(),
  description: z.string().exactOptional(),
  type: z.string().exactOptional(),
  roles: z.array(z.string()).exactOptional(),
});

/** What a collection says of its items' assets: an asset without href. */
export const itemAssetSchema = assetSchema.omit({ href: true }).loose();

/** Keys of assets go into file names and URLs of others; any text will do, but not none. */
export const assetsSchema = z.record(z.string().min(1), assetSchema);

const provider = z.looseObject({
  name: z.string().min(1),
  description: z.string().exactOptional(),
  url: z.string().exactOptional(),
  roles: z.array(z.enum(['producer', 'licensor', 'processor', 'host'])).exactOptional(),
});
export const providersSchema = z.array(provider);
