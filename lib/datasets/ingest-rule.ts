import { z } from 'zod';
import { InvalidInputError } from '../errors.ts';
import { compileRule } from './compile-rule.ts';

/** How blobs of a container become items of a collection.
 *
 * `pattern` is matched against the whole blob path inside the container. `{scene}`, `{asset}` and `{datetime}` capture
 * (any name captures; only these three have meaning), `*` matches within a path segment, `**` over segments.
 * `{scene}` takes as much as it can, other names as little: `{scene}_{asset}.tif`, `{mission}_{level}_{datetime}_{asset}.tif`.
 * Pictures (png, jpg, webp) of matching names become thumbnails.
 * Without `{scene}` one file is one item. */
const ruleFields = z.object({
  kind: z.enum(['cog', 'sentinel-2-l2a']),
  account: z.string().min(3).max(24).optional().describe('storage account; the default account when absent'),
  container: z.string().regex(/^[a-z0-9](?:[a-z0-9]|-(?=[a-z0-9])){2,62}$/),
  pattern: z.string().min(1).max(1024),
  datetimeFormat: z
    .string()
    .max(64)
    .optional()
    .describe('how {datetime} is written, for example yyyyMMdd or yyyyMMddTHHmmss; guessed when absent'),
  requiredAssets: z
    .array(z.string())
    .max(200)
    .optional()
    .describe(
      'asset keys a scene waits for; absent: none for cog (each file updates the item), B02, B03, B04, B08 and SCL for sentinel-2-l2a',
    ),
  settleSeconds: z
    .number()
    .min(0)
    .max(86_400)
    .optional()
    .describe('after this long without a new file an incomplete scene is published; default 30'),
  sidecar: z
    .string()
    .max(256)
    .optional()
    .describe(
      'file name in the scene folder with a partial STAC item (properties, links) to merge, for example item.json',
    ),
});
export type IngestRule = z.infer<typeof ruleFields>;

export const ingestRuleSchema = ruleFields.superRefine((rule, context) => {
  try {
    compileRule(rule);
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    for (const issue of error.issues) context.addIssue({ code: 'custom', path: [issue.field], message: issue.message });
  }
});
