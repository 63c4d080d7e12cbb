import { invalid } from '../errors.ts';
import { parseFieldsText } from './fields-spec.ts';
import { parseSortbyText } from './parse-sortby.ts';

const lists = ['ids', 'collections'];
const numbers = ['limit'];
const json = ['intersects', 'query'];
const plain = ['filter', 'filter-lang', 'filter-crs', 'token'];

/** Turns the query string of a search into the shape of a POST body. Numbers that aren't wholly numbers (`10abc`) stay
 * text, so that the body's checks refuse them. Empty parameters are absent, except `fields`.
 * @throws {InvalidInputError} for parameters that can't be read at all */
export function searchBodyOf(query: URLSearchParams): Readonly<Record<string, unknown>> {
  const body: Record<string, unknown> = {};
  for (const name of lists) {
    const values = query
      .getAll(name)
      .flatMap((value) => value.split(','))
      .filter(Boolean);
    if (values.length > 0) body[name] = values;
  }
  const bbox = one(query, 'bbox');
  if (bbox) body['bbox'] = bbox.split(',').map(numberOf);
  for (const name of numbers) setWhenGiven(body, name, query, numberOf);
  for (const name of json) setWhenGiven(body, name, query, (text) => parseJson(text, name));
  for (const name of plain) setWhenGiven(body, name, query, (text) => text);
  // The + of a zone that nobody encoded arrives as a space.
  setWhenGiven(body, 'datetime', query, (text) => text.replaceAll(/ (?=\d\d:\d\d(?:\/|$))/g, '+'));
  setWhenGiven(body, 'sortby', query, parseSortbyText);
  const fields = one(query, 'fields');
  if (fields !== undefined) body['fields'] = parseFieldsText(fields);
  return body;
}

function setWhenGiven(
  body: Record<string, unknown>,
  name: string,
  query: URLSearchParams,
  parse: (text: string) => unknown,
): void {
  const value = one(query, name);
  if (value) body[name] = parse(value);
}

function one(query: URLSearchParams, name: string): string | undefined {
  const values = query.getAll(name);
  if (values.length > 1) throw invalid(name, 'given more than once');
  return values[0];
}

const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

function numberOf(text: string): number | string {
  const trimmed = text.trim();
  return decimal.test(trimmed) ? Number(trimmed) : text;
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(name, `not JSON: ${(error as Error).message}`, { cause: error });
  }
}
