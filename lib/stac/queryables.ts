import type { Collection } from './collection.ts';
import type { ItemFacts, PropertyFacts } from './item-facts.ts';
import { stacUrls } from './links.ts';
import { knownProperties, schemasOfFacts, schemasOfSummaries, type Schema } from './property-schemas.ts';

const itemSchema = 'https://schemas.stacspec.org/v1.0.0/item-spec/json-schema';

/** What every item has. */
const core: Readonly<Record<string, Schema>> = {
  id: { title: 'Item id', $ref: `${itemSchema}/item.json#/definitions/core/allOf/2/properties/id` },
  collection: { title: 'Collection id', type: 'string' },
  geometry: { title: 'Footprint', $ref: 'https://geojson.org/schema/Geometry.json' },
  datetime: { title: 'Acquired', type: 'string', format: 'date-time' },
};

type Schemas = Readonly<Record<string, Schema>>;
type Name = 'queryables' | 'sortables';

/** JSON schema of what filters over a collection may name: what its items hold, and what its summaries say of them.
 * Other names work too: a filter on what an item lacks is simply not true of it. */
export function describeCollection(name: Name, root: string, collection: Collection, facts: ItemFacts): Schema {
  // Of an empty collection nothing is known but what imagery usually has.
  const held = facts.items === 0 ? knownProperties : schemasOfFacts(facts);
  const summarised = schemasOfSummaries(collection.summaries ?? {}, facts);
  const at = stacUrls.collection(root, collection.id);
  return document(name, at, collection.title ?? collection.id, { ...held, ...summarised, ...core });
}

/** The same over all collections: what the items of every collection have that has any. */
export function describeCatalog(name: Name, root: string, facts: readonly ItemFacts[]): Schema {
  const filled = facts.filter(({ items }) => items > 0);
  const shared = filled.length === 0 ? knownProperties : schemasOfFacts(sharedFacts(filled));
  return document(name, root, 'all collections', { ...shared, ...core });
}

/** Lists and ranges of one collection aren't those of all, so these facts count as incomplete. */
function sharedFacts([first, ...others]: readonly ItemFacts[]): ItemFacts {
  const properties = new Map<string, PropertyFacts>();
  for (const [name, facts] of first?.properties ?? []) {
    const alike = [facts, ...others.map((other) => other.properties.get(name))];
    if (alike.every((found) => found !== undefined)) properties.set(name, merged(alike));
  }
  return { properties, items: 0, complete: false };
}

function merged(facts: readonly PropertyFacts[]): PropertyFacts {
  return {
    kinds: new Set(facts.flatMap(({ kinds }) => [...kinds])),
    elements: new Set(facts.flatMap(({ elements }) => [...elements])),
    isTime: facts.every(({ isTime }) => isTime),
    texts: undefined,
    minimum: undefined,
    maximum: undefined,
  };
}

function document(name: Name, at: string, title: string, schemas: Schemas): Schema {
  const properties =
    name === 'queryables'
      ? schemas
      : Object.fromEntries(Object.entries(schemas).filter(([, schema]) => hasOrder(schema)));
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `${at}/${name}`,
    type: 'object',
    title: `${name === 'queryables' ? 'Queryables' : 'Sortables'} of ${title}`,
    properties,
    additionalProperties: true,
  };
}

function hasOrder(schema: Schema): boolean {
  const types = [schema['type'] ?? []].flat();
  return schema !== core['geometry'] && !types.includes('array') && !types.includes('object');
}
