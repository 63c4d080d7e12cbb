import { invalid } from '../errors.ts';

/** The fields extension: dotted paths as sent. Both empty asks for the default fields. */
export interface FieldsSpec {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

const maxFields = 500;

/** GET: `id,properties.eo:cloud_cover,-geometry`; the empty text asks for the default fields.
 * @throws {InvalidInputError} field `fields` */
export function parseFieldsText(text: string): FieldsSpec {
  const names = text.split(',').map((name) => name.trim());
  return checkLength({
    include: names
      .filter((name) => !name.startsWith('-'))
      .map((name) => name.replace(/^\+/, ''))
      .filter(Boolean),
    exclude: names
      .filter((name) => name.startsWith('-'))
      .map((name) => name.slice(1))
      .filter(Boolean),
  });
}

/** POST: `{ "include": […], "exclude": […] }`, each of which may be null or absent. The plural names are what
 * pystac-client sends.
 * @throws {InvalidInputError} field `fields` */
export function parseFields(value: unknown): FieldsSpec {
  if (typeof value === 'string') return parseFieldsText(value);
  if (Array.isArray(value)) return parseFieldsText(names(value, 'fields').join(','));
  if (typeof value !== 'object' || value === null) throw invalid('fields', '{ include, exclude } is expected');
  const { include, includes, exclude, excludes } = value as Readonly<Record<string, unknown>>;
  return checkLength({
    include: names(include ?? includes ?? [], 'fields.include'),
    exclude: names(exclude ?? excludes ?? [], 'fields.exclude'),
  });
}

function names(value: unknown, field: string): readonly string[] {
  if (!Array.isArray(value)) throw invalid(field, 'an array of names is expected');
  const bad = value.findIndex((name) => typeof name !== 'string' || name === '');
  if (bad >= 0) throw invalid(`${field}[${bad}]`, 'the name of a field is expected');
  return value as readonly string[];
}

function checkLength(fields: FieldsSpec): FieldsSpec {
  if (fields.include.length + fields.exclude.length > maxFields) throw invalid('fields', `at most ${maxFields} names`);
  return fields;
}
