import type { Collection } from './collection.ts';
import { stacUrls } from './links.ts';

type Schema = Readonly<Record<string, unknown>>;

const itemSchema = 'https://schemas.stacspec.org/v1.0.0/item-spec/json-schema';
const number = { type: 'number' };
const text = { type: 'string' };

/** What every item has. */
const core: Readonly<Record<string, Schema>> = {
  id: { title: 'Item id', $ref: `${itemSchema}/item.json#/definitions/core/allOf/2/properties/id` },
  collection: { title: 'Collection id', ...text },
  geometry: { title: 'Footprint', $ref: 'https://geojson.org/schema/Geometry.json' },
  datetime: { title: 'Acquired', ...text, format: 'date-time' },
};

/** What imagery usually has, as STAC's extensions define it. */
const common: Readonly<Record<string, Schema>> = {
  start_datetime: { title: 'Start', ...text, format: 'date-time' },
  end_datetime: { title: 'End', ...text, format: 'date-time' },
  platform: { title: 'Platform', ...text },
  constellation: { title: 'Constellation', ...text },
  instruments: { title: 'Instruments', type: 'array', items: text },
  gsd: { title: 'Ground sample distance (m)', ...number, exclusiveMinimum: 0 },
  'eo:cloud_cover': { title: 'Cloud cover (%)', ...number, minimum: 0, maximum: 100 },
  'view:off_nadir': { title: 'Off-nadir angle (degrees)', ...number, minimum: 0, maximum: 90 },
  'view:sun_elevation': { title: 'Sun elevation (degrees)', ...number, minimum: -90, maximum: 90 },
  'proj:epsg': { title: 'EPSG code', type: ['integer', 'null'] },
  'grid:code': { title: 'Grid square', ...text },
};

/** JSON schema of what filters may name. Other properties work too: a filter on what an item lacks is simply not true of it. */
export function queryables(root: string, collection?: Collection): Schema {
  return document(root, 'queryables', collection, { ...core, ...common, ...summarised(collection) });
}

/** JSON schema of what answers can be sorted by. */
export function sortables(root: string, collection?: Collection): Schema {
  const { geometry: _geometry, ...rest } = core;
  const { instruments: _instruments, ...ordered } = common;
  return document(root, 'sortables', collection, { ...rest, ...ordered, ...summarised(collection) });
}

function document(
  root: string,
  name: 'queryables' | 'sortables',
  collection: Collection | undefined,
  properties: Readonly<Record<string, Schema>>,
): Schema {
  const at = collection ? stacUrls.collection(root, collection.id) : root;
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `${at}/${name}`,
    type: 'object',
    title: `${name === 'queryables' ? 'Queryables' : 'Sortables'} of ${collection ? (collection.title ?? collection.id) : 'all collections'}`,
    properties,
    additionalProperties: true,
  };
}

/** A collection's summaries tell which values its items have: lists of values, ranges, or schemas. */
function summarised(collection: Collection | undefined): Readonly<Record<string, Schema>> {
  const found = Object.entries(collection?.summaries ?? {}).map(([name, summary]) => [name, schemaOf(name, summary)]);
  return Object.fromEntries(found) as Record<string, Schema>;
}

function schemaOf(name: string, summary: unknown): Schema {
  const known = common[name] ?? { title: name };
  if (Array.isArray(summary))
    return summary.every(isScalar) && known['type'] !== 'array' ? { ...known, enum: summary } : known;
  if (typeof summary !== 'object' || summary === null) return known;
  const { minimum, maximum } = summary as { readonly minimum?: unknown; readonly maximum?: unknown };
  if (typeof minimum === 'number' && typeof maximum === 'number') return { ...known, ...number, minimum, maximum };
  if (typeof minimum === 'string') return { ...known, ...text };
  return { ...known, ...summary };
}

function isScalar(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
