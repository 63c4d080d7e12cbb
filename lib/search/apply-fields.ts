import type { FieldsSpec } from './fields-spec.ts';

/** What an answer holds when `fields` is there but empty: enough for a valid item. */
const defaultFields = [
  'id',
  'type',
  'stac_version',
  'collection',
  'geometry',
  'bbox',
  'links',
  'assets',
  'properties.datetime',
  'properties.start_datetime',
  'properties.end_datetime',
];

/** Always with what is included: without them nobody could tell items apart. */
const identity = ['id', 'collection'];

const topLevel = new Set([...defaultFields.slice(0, 8), 'stac_extensions', 'properties']);

/** Applies the fields extension. Only `include`: those and the identity. Only `exclude`: everything but those. Both:
 * what is included and not excluded, where the name that goes deeper decides, and include when they are the same
 * (`-properties,properties.datetime` keeps the datetime). Names without `properties.` may mean a property
 * (`eo:cloud_cover`).
 * @returns a new object that shares its values with the item
 * @see https://github.com/stac-api-extensions/fields */
export function applyFields<T extends Selectable>(item: T, fields: FieldsSpec | undefined): Partial<T> {
  if (!fields) return item;
  const { include, exclude } = fields;
  const wanted = include.length + exclude.length === 0 ? defaultFields : include;
  const kept: JsonObject = wanted.length === 0 ? item : pick(item, [...identity, ...wanted]);
  const included = include.map((name) => pathsOf(item, name));
  const isKept = (path: readonly string[]) =>
    included.some((other) => path.every((key, depth) => other[depth] === key));
  const dropped = exclude.map((name) => pathsOf(item, name)).filter((path) => !isKept(path));
  return dropped.reduce(omit, kept) as Partial<T>;
}

type JsonObject = Readonly<Record<string, unknown>>;

/** An item, or a document without properties, such as a collection. */
type Selectable = JsonObject & { readonly properties?: JsonObject };

function pick(item: Selectable, names: readonly string[]): JsonObject {
  const picked: Record<string, unknown> = {};
  for (const name of names) copyPath(item, picked, pathsOf(item, name));
  return picked;
}

/** The path of a field. Keys may hold dots themselves, so the longest key that is there wins at each level. */
function pathsOf(item: Selectable, name: string): readonly string[] {
  const parts = name.split('.');
  if (!topLevel.has(parts[0]!) && !Object.hasOwn(item, parts[0]!))
    return ['properties', ...splitPath(item.properties, parts)];
  return splitPath(item, parts);
}

function splitPath(from: unknown, parts: readonly string[]): readonly string[] {
  if (parts.length === 0) return [];
  if (!isObject(from)) return parts;
  for (let length = parts.length; length > 0; length--) {
    const key = parts.slice(0, length).join('.');
    if (Object.hasOwn(from, key)) return [key, ...splitPath(from[key], parts.slice(length))];
  }
  return parts;
}

/** Copies one value and the objects on its way; what isn't there is left out. A whole object that is there already
 * stays as it is. */
function copyPath(from: unknown, to: Record<string, unknown>, [key, ...rest]: readonly string[]): void {
  if (key === undefined || !isObject(from) || !Object.hasOwn(from, key)) return;
  const value = from[key];
  if (rest.length === 0) return define(to, key, value);
  const there = Object.hasOwn(to, key) ? to[key] : undefined;
  if (!isObject(value) || there === value) return;
  const inner: Record<string, unknown> = isObject(there) ? there : {};
  define(to, key, inner);
  copyPath(value, inner, rest);
}

function omit(from: JsonObject, [key, ...rest]: readonly string[]): JsonObject {
  if (key === undefined || !Object.hasOwn(from, key)) return from;
  const { [key]: value, ...others } = from;
  if (rest.length === 0) return others;
  return isObject(value) ? { ...from, [key]: omit(value, rest) } : from;
}

/** Not by assignment, which would set the prototype for a key named `__proto__`. */
function define(to: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(to, key, { value, enumerable: true, configurable: true, writable: true });
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
