import { invalid } from '../errors.ts';
import { normalizeProperty } from './item-property.ts';
import type { SortKey } from './search-request.ts';

/** Newest first. */
export const defaultSortby: readonly SortKey[] = [{ field: 'datetime', direction: 'desc' }];

const maxKeys = 10;

/** GET: `-properties.datetime,+id`. A `+` that nobody encoded arrives as a space.
 * @throws {InvalidInputError} field `sortby` */
export function parseSortbyText(text: string): readonly SortKey[] {
  return parseSortby(
    text.split(',').map((key) => {
      const trimmed = key.trim();
      const field = trimmed.replace(/^[-+]/, '').trim();
      return { field, direction: trimmed.startsWith('-') ? 'desc' : 'asc' };
    }),
  );
}

/** POST: `[{ "field": "properties.datetime", "direction": "desc" }]`.
 * @throws {InvalidInputError} field `sortby` */
export function parseSortby(value: unknown): readonly SortKey[] {
  if (!Array.isArray(value)) throw invalid('sortby', 'an array of { field, direction } is expected');
  if (value.length === 0) return defaultSortby;
  if (value.length > maxKeys) throw invalid('sortby', `at most ${maxKeys} keys`);
  return value.map((key: unknown, index) => parseKey(key, `sortby[${index}]`));
}

function parseKey(value: unknown, place: string): SortKey {
  if (typeof value !== 'object' || value === null) throw invalid(place, '{ field, direction } is expected');
  const { field, direction = 'asc' } = value as Readonly<Record<string, unknown>>;
  if (typeof field !== 'string' || field === '' || field.length > 200)
    throw invalid(`${place}.field`, 'the name of a field is expected');
  const order = typeof direction === 'string' ? direction.toLowerCase() : direction;
  if (order !== 'asc' && order !== 'desc') throw invalid(`${place}.direction`, '"asc" or "desc"');
  return { field: normalizeProperty(field), direction: order };
}
