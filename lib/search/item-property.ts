import type { Item } from '../stac/item.ts';

/** Reads one value of an item; undefined when it isn't there. */
export type ReadProperty = (item: Item) => unknown;

/** `properties.eo:cloud_cover` and `eo:cloud_cover` are the same. */
export function normalizeProperty(name: string): string {
  return name.startsWith('properties.') ? name.slice('properties.'.length) : name;
}

/** How a filter, a sort key or `query` names a value: `id`, `collection`, `geometry` are the item's own, everything else
 * is looked for in `properties` first. Where the whole name is no key, its dots lead into nested objects, first from
 * `properties`, then from the item (`assets.B04.eo:bands`). Only own keys count. */
export function propertyReader(name: string): ReadProperty {
  const key = normalizeProperty(name);
  if (key === 'id') return (item) => item.id;
  if (key === 'collection') return (item) => item.collection;
  if (key === 'geometry') return (item) => item.geometry;
  const path = key.split('.');
  return (item) => {
    const { properties } = item;
    if (Object.hasOwn(properties, key)) return properties[key];
    if (key !== name) return path.length > 1 ? walk(properties, path) : undefined;
    if (path.length > 1) return walk(properties, path) ?? walk(member(item, path[0]!), path.slice(1));
    return member(item, key);
  };
}

const members = new Set('type stac_version stac_extensions bbox links assets'.split(' '));

/** What every item has may be read by getters that aren't its own, which stores make to parse as little as they can. */
function member(item: Item, key: string): unknown {
  return members.has(key) ? item[key] : own(item, key);
}

function walk(from: unknown, path: readonly string[]): unknown {
  let value: unknown = from;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = own(value, key);
  }
  return value;
}

function own(object: object, key: string): unknown {
  return Object.hasOwn(object, key) ? (object as Readonly<Record<string, unknown>>)[key] : undefined;
}
