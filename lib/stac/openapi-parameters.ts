import { intervals } from './datetime-histogram.ts';

/** Parameters of the STAC API's operations, as OpenAPI documents them. */

export type Json = Readonly<Record<string, unknown>>;

const text = { type: 'string' };
export const pathParameter = (name: string) => ({ name, in: 'path', required: true, schema: text });
const query = (name: string, description: string, schema: Json = text) => ({ name, in: 'query', description, schema });
const list = { type: 'array', items: text };
const commaList = (name: string, description: string, schema: Json = list) => ({
  ...query(name, description, schema),
  style: 'form',
  explode: false,
});

/** What decides which items are found. */
export const searchParameters: readonly Json[] = [
  commaList('bbox', 'west, south, east, north in degrees WGS 84; west > east crosses 180°', {
    type: 'array',
    items: { type: 'number' },
    minItems: 4,
    maxItems: 6,
  }),
  query('datetime', 'an RFC 3339 instant, a day, or an interval such as 2024-01-01/..'),
  commaList('ids', 'ids of items'),
  query('filter', 'CQL2, by default as text'),
  query('filter-lang', 'how the filter is written', { ...text, enum: ['cql2-text', 'cql2-json'] }),
  query('filter-crs', 'only CRS84'),
  query('query', 'the query extension, as JSON'),
];

const pageParameters: readonly Json[] = [
  query('sortby', '-datetime,+id'),
  query('fields', 'id,properties.eo:cloud_cover,-geometry'),
  query('token', 'from a next or prev link, as it is'),
];

export const itemCollections: Json = commaList('collections', 'ids of collections');
export const intersects: Json = query('intersects', 'GeoJSON geometry, as JSON');

/** @param limit items a page by default */
export const itemParameters = (limit: number): readonly Json[] => [
  ...searchParameters,
  query('limit', 'items a page; more than 1000 means 1000', { type: 'integer', minimum: 1, default: limit }),
  ...pageParameters,
];

export const collectionParameters: readonly Json[] = [
  query('q', 'free text: words, "phrases", a comma or OR for either, AND, + and - before a word, brackets'),
  ...searchParameters.filter((parameter) => parameter['name'] !== 'ids'),
  query('limit', 'collections a page', { type: 'integer', minimum: 1, maximum: 10_000, default: 1000 }),
  ...pageParameters,
];

export const bulkParameters: readonly Json[] = [
  query('method', 'what becomes of items that are there; by default insert for JSON, upsert for lines', {
    ...text,
    enum: ['insert', 'upsert'],
  }),
  query('announce', 'tell subscriptions of each item', { type: 'boolean', default: false }),
];

export const aggregateParameters: readonly Json[] = [
  commaList('aggregations', 'names from /aggregations'),
  query('datetime_frequency_interval', 'step of datetime_frequency; chosen by what is there when absent', {
    ...text,
    enum: intervals,
  }),
  query('centroid_geohash_grid_frequency_precision', 'characters', { type: 'integer', minimum: 1, maximum: 12 }),
  query('centroid_geotile_grid_frequency_precision', 'zoom', { type: 'integer', minimum: 0, maximum: 29 }),
];
