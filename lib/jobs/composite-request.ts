import { z } from 'zod';

const assetKey = z.string().min(1).max(256);

/** `EPSG:32632`, `32632`, or OGC's URN and URL of it. */
const epsgText =
  /^(?:EPSG:|urn:ogc:def:crs:EPSG:[\d.]*:|https?:\/\/www\.opengis\.net\/def\/crs\/EPSG\/[\d.]+\/)?(\d{4,6})$/i;

const crsSchema = z
  .union([z.string().regex(epsgText), z.int().min(1024).max(999_999)], 'an EPSG code, such as 32632 or "EPSG:32632"')
  .transform((crs) => `EPSG:${typeof crs === 'number' ? crs : (epsgText.exec(crs)?.[1] ?? '')}`)
  .describe('EPSG code; the one most scenes have when absent');

const likeSchema = z
  .union(
    [
      z
        .string()
        .min(1)
        .transform((item): LikeItem => ({ item })),
      z.strictObject({ item: z.string().min(1), collection: z.string().optional(), asset: z.string().optional() }),
    ],
    'an item id, or {item, collection?, asset?}',
  )
  .describe("exactly this item's pixel grid");

export interface LikeItem {
  readonly item: string;
  readonly collection?: string | undefined;
  readonly asset?: string | undefined;
}

const gridSchema = z
  .strictObject({
    like: likeSchema.optional(),
    resolution: z
      .number()
      .positive()
      .optional()
      .describe('pixel edge in units of crs; the finest of the assets when absent'),
    crs: crsSchema.optional(),
  })
  .refine(({ like, resolution, crs }) => like === undefined || (resolution ?? crs) === undefined, {
    path: ['like'],
    message: 'gives the whole grid: neither resolution nor crs beside it',
  });

const classValues = z.array(z.int().min(0).max(65_535)).max(65_536);

const maskSchema = z
  .strictObject({
    asset: assetKey,
    classes: classValues.optional().describe('mask values to leave out'),
    values: classValues.optional().describe('another name for classes'),
    bits: z.array(z.int().min(0).max(15)).max(16).optional().describe('leave out where any of these bits is set'),
  })
  .refine(({ classes, values }) => !classes || !values, { path: ['values'], message: 'is another name for classes' })
  .refine((mask) => [mask.classes, mask.values, mask.bits].some((list) => list?.length), 'needs classes or bits')
  .transform(({ asset, classes, values, bits }) => {
    const left = ascending(classes ?? values);
    const set = ascending(bits);
    return { asset, ...(left ? { classes: left } : {}), ...(set ? { bits: set } : {}) };
  });

const bboxSchema = z
  .array(z.number())
  .refine(({ length }) => length === 4 || length === 6, 'four numbers, or six with heights')
  .describe('[west, south, east, north], degrees WGS 84; west > east crosses ±180°');
const geometrySchema = z.looseObject({ type: z.string() }).describe('GeoJSON geometry, degrees WGS 84');

/** Members of `POST /api/jobs/v1/composites`; a schedule's body has them too. */
export const compositeBody = z.strictObject({
  collection: z.string().min(1).max(256).optional(),
  collections: z.array(z.string().min(1).max(256)).length(1, 'exactly one').optional().describe('as STAC spells it'),
  ids: z.array(z.string()).max(1000).optional().describe('only these items'),
  area: z.union([bboxSchema, geometrySchema], 'a bbox of four or six numbers, or a GeoJSON geometry').optional(),
  bbox: bboxSchema.optional(),
  intersects: geometrySchema.optional(),
  datetime: z.string().max(128).optional().describe('RFC 3339 instant or interval, or relative to now: P30D, P7D/now'),
  filter: z
    .union([z.string().max(65_536), z.looseObject({})], 'CQL2 as text or JSON')
    .optional()
    .describe('CQL2 text or JSON'),
  'filter-lang': z.enum(['cql2-text', 'cql2-json']).optional().describe('told by the filter itself when absent'),
  assets: z.array(assetKey).min(1).max(64).describe('one output band each'),
  grid: gridSchema.default({}),
  method: z.literal('median').default('median'),
  mask: maskSchema.optional(),
  nodata: z.number().optional().describe("source and output nodata; the assets' own, or 0, when absent"),
  resampling: z.enum(['nearest', 'bilinear']).default('nearest'),
  tileSize: z
    .union([z.literal(256), z.literal(512), z.literal(1024), z.literal(2048)], '256, 512, 1024 or 2048')
    .optional(),
  output: z
    .strictObject({
      collection: z.string().min(1).max(256).optional(),
      // It becomes a folder name: none that means another folder.
      item: z
        .string()
        .regex(/^\w[\w.~-]{0,127}$/, 'letters, digits and _ . ~ -, at most 128, the first a letter, digit or _')
        .optional(),
      title: z.string().max(256).optional(),
    })
    .default({}),
});

/** The same body with each thing spelled one way: `collection` is there, and at most one of area, bbox and intersects. */
export function compositeRequest(
  { collection, collections, ...body }: z.infer<typeof compositeBody>,
  context: z.RefinementCtx,
) {
  const named = [...new Set([...(collection === undefined ? [] : [collection]), ...(collections ?? [])])];
  if (named.length !== 1)
    context.addIssue({
      code: 'custom',
      path: ['collection'],
      message: named.length === 0 ? 'is required' : 'one only',
    });
  const areas = (['area', 'bbox', 'intersects'] as const).filter((name) => body[name] !== undefined);
  for (const name of areas.slice(1))
    context.addIssue({ code: 'custom', path: [name], message: `says the same as ${areas[0]}: only one of them` });
  return { ...body, collection: named[0] ?? '' };
}

/** What `POST /api/jobs/v1/composites` takes. */
export const compositeRequestSchema = compositeBody.transform(compositeRequest);
export type CompositeRequest = z.infer<typeof compositeRequestSchema>;

function ascending(numbers: readonly number[] | undefined): number[] | undefined {
  return numbers && [...new Set(numbers)].sort((a, b) => a - b);
}
