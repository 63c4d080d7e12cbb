/** RFC 7396: members of the patch replace those of the target, null removes them, objects merge. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const merged = new Map(Object.entries(isObject(target) ? target : {}));
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name);
    else merged.set(name, mergePatch(merged.get(name), value));
  }
  return Object.fromEntries(merged);
}

/** A merge patch of an item. null removes a member, but the two that an item always has, be it as null, become null:
 * its geometry, and its datetime beside a start and an end. */
export function patchItem(item: unknown, patch: Readonly<Record<string, unknown>>): unknown {
  const merged = mergePatch(item, patch);
  if (!isObject(merged)) return merged;
  const { properties } = merged;
  const isTimeless = isObject(patch['properties']) && patch['properties']['datetime'] === null;
  return {
    ...merged,
    ...(patch['geometry'] === null ? { geometry: null } : {}),
    ...(isTimeless && isObject(properties) ? { properties: { ...properties, datetime: null } } : {}),
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
