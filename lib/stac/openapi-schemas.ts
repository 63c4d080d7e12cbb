import { z } from 'zod';
import { namedProblems } from './bulk-report.ts';
import { bulkItemsSchema } from './bulk-request.ts';
import { intervals } from './datetime-histogram.ts';
import { collectionSchema } from './parse-collection.ts';
import { itemSchema } from './parse-item.ts';
import { tallies } from './tallies.ts';

type Schema = Readonly<Record<string, unknown>>;

/** Schemas of bodies come from the zod schemas that parse them, so the document can't drift from the code.
 * @param version of OpenAPI */
export function componentSchemas(version: '3.0' | '3.1'): Readonly<Record<string, Schema>> {
  const target = version === '3.0' ? 'openapi-3.0' : 'draft-2020-12';
  const of = (schema: z.ZodType): Schema => {
    const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
      target,
      io: 'input',
      unrepresentable: 'any',
      override: ({ jsonSchema }) => tupleAsList(jsonSchema),
    });
    return rest;
  };
  return {
    Collection: of(collectionSchema),
    Item: of(itemSchema),
    ItemCollection: of(itemCollectionSchema),
    Collections: of(collectionsSchema),
    BulkItems: of(bulkItemsSchema),
    BulkReport: of(bulkReportSchema),
    Search: of(searchSchema),
    Aggregate: of(aggregateSchema),
    AggregationCollection: of(aggregationCollectionSchema),
    Problem: of(problemSchema),
  };
}

/** Tools that read OpenAPI stumble over `prefixItems`. All our tuples hold one kind of value. */
function tupleAsList(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema.prefixItems?.[0] === undefined) return;
  schema.items = schema.prefixItems[0];
  delete schema.prefixItems;
}

const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  })
  .meta({ description: 'RFC 9457 problem details; errors names each bad field.' });

const bulkReportSchema = z.looseObject({
  created: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
  failed: z.number().int(),
  problems: z
    .array(problemSchema.extend({ line: z.number().int().optional(), id: z.string().optional() }))
    .max(namedProblems)
    .meta({ description: 'The first of those that failed.' }),
});

const itemCollectionSchema = z.looseObject({
  type: z.literal('FeatureCollection'),
  features: z.array(z.looseObject({})),
  links: z.array(z.looseObject({})),
  numberMatched: z.number().int().optional(),
  numberReturned: z.number().int(),
});

/** The body of POST /search, as documentation: `lib/search/parse-search.ts` parses it. */
const searchSchema = z.looseObject({
  ids: z.array(z.string()).optional(),
  collections: z.array(z.string()).optional(),
  bbox: z.array(z.number()).min(4).max(6).optional(),
  intersects: z.looseObject({ type: z.string() }).optional(),
  datetime: z.string().optional(),
  limit: z.number().int().min(1).optional(),
  sortby: z.array(z.object({ field: z.string(), direction: z.enum(['asc', 'desc']) })).optional(),
  fields: z.object({ include: z.array(z.string()).optional(), exclude: z.array(z.string()).optional() }).optional(),
  query: z.record(z.string(), z.looseObject({})).optional(),
  filter: z.looseObject({}).optional(),
  'filter-lang': z.enum(['cql2-json', 'cql2-text']).optional(),
  'filter-crs': z.string().optional(),
  token: z.string().optional(),
});

/** The body of POST /aggregate: `lib/stac/parse-aggregate.ts` parses it. */
const aggregateSchema = searchSchema.omit({ limit: true, sortby: true, fields: true, token: true }).extend({
  aggregations: z.array(z.enum(Object.keys(tallies))).optional(),
  datetime_frequency_interval: z.enum(intervals).optional(),
  centroid_geohash_grid_frequency_precision: z.number().int().min(1).max(12).optional(),
  centroid_geotile_grid_frequency_precision: z.number().int().min(0).max(29).optional(),
});

const bucketSchema = z.looseObject({
  key: z.string(),
  data_type: z.string(),
  frequency: z.number().int(),
  from: z.number().optional(),
  to: z.number().optional(),
});

const aggregationCollectionSchema = z.looseObject({
  type: z.literal('AggregationCollection'),
  aggregations: z.array(
    z.looseObject({
      name: z.string(),
      data_type: z.string(),
      value: z.union([z.number(), z.string(), z.null()]).optional(),
      buckets: z.array(bucketSchema).optional(),
      overflow: z.number().int().optional(),
    }),
  ),
});

const collectionsSchema = z.looseObject({
  collections: z.array(z.looseObject({ id: z.string().optional() })),
  links: z.array(z.looseObject({})),
  numberMatched: z.number().int(),
  numberReturned: z.number().int(),
});
