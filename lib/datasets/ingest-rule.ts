import { z } from 'zod';

/** How blobs of a container become items of a collection.
 *
 * `pattern` is matched against the whole blob path inside the container. `{scene}`, `{asset}` and `{datetime}` capture
 * (any name captures; only these three have meaning), `*` matches within a path segment, `**` over segments.
 * Without `{scene}` one file is one item. */
export const ingestRuleSchema = z.object({
  kind: z.enum(['cog', 'sentinel-2-l2a']),
  account: z.string().min(3).max(24).optional().describe('storage account; the default account when absent'),
  container: z.string().regex(/^[a-z0-9](?:[a-z0-9]|-(?=[a-z0-9])){2,62}$/),
  pattern: z.string().min(1).max(1024),
  datetimeFormat: z
    .string()
    .max(64)
    .optional()
    .describe('how {datetime} is written, for example yyyyMMdd or yyyyMMddTHHmmss; guessed when absent'),
  requiredAssets: z.array(z.string()).max(200).optional().describe('asset keys a scene waits for'),
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
export type IngestRule = z.infer<typeof ingestRuleSchema>;
