import { z } from 'zod';

const assetKey = z.string().min(1).max(256);

const gridByResolution = z.strictObject({
  resolution: z
    .number()
    .positive()
    .describe('pixel edge in units of crs; the finest of the assets when absent')
    .optional(),
  crs: z
    .union([z.string().regex(/^EPSG:\d{4,6}$/i), z.number().int().min(1024).max(999_999)])
    .transform((crs) => (typeof crs === 'number' ? `EPSG:${crs}` : crs.toUpperCase()))
    .describe('EPSG code; the one most scenes have when absent')
    .optional(),
});

const gridLikeItem = z.strictObject({
  like: z
    .union([
      z.string().transform((item) => ({ item })),
      z.strictObject({ item: z.string(), collection: z.string().optional(), asset: z.string().optional() }),
    ])
    .describe("exactly this item's pixel grid"),
});

/** What `POST /api/jobs/v1/composites` takes. */
export const compositeRequestSchema = z.strictObject({
  collection: z.string().min(1).max(256),
  ids: z.array(z.string()).max(1000).optional().describe('only these items'),
  area: z
    .union([z.array(z.number()).min(4).max(6), z.looseObject({ type: z.string() })])
    .optional()
    .describe('bbox [west, south, east, north] or GeoJSON geometry, degrees WGS 84'),
  datetime: z.string().max(128).optional().describe('RFC 3339 instant or interval, or relative to now: P30D, P7D/now'),
  filter: z
    .union([z.string().max(65_536), z.looseObject({})])
    .optional()
    .describe('CQL2 text or JSON'),
  assets: z.array(assetKey).min(1).max(64),
  grid: z.union([gridLikeItem, gridByResolution]).default({}),
  method: z.literal('median').default('median'),
  mask: z
    .strictObject({
      asset: assetKey,
      classes: z.array(z.number().int().min(0).max(65_535)).max(65_536).optional().describe('mask values to leave out'),
      bits: z
        .array(z.number().int().min(0).max(15))
        .max(16)
        .optional()
        .describe('leave out where any of these bits is set'),
    })
    .refine((mask) => (mask.classes?.length ?? 0) + (mask.bits?.length ?? 0) > 0, 'needs classes or bits')
    .optional(),
  nodata: z.number().optional().describe("source and output nodata; the assets' own, or 0, when absent"),
  resampling: z.enum(['nearest', 'bilinear']).default('nearest'),
  tileSize: z.union([z.literal(256), z.literal(512), z.literal(1024), z.literal(2048)]).optional(),
  output: z
    .strictObject({
      collection: z.string().optional(),
      item: z
        .string()
        .regex(/^[\w.~-]{1,128}$/)
        .optional(),
      title: z.string().max(256).optional(),
    })
    .default({}),
});
export type CompositeRequest = z.infer<typeof compositeRequestSchema>;
