import { invalid } from '../errors.ts';
import type { Cql2 } from './cql2.ts';
import { parseInstant } from './instant.ts';

const fullDate = /^\d{4}-\d{2}-\d{2}$/;

/** @throws {InvalidInputError} */
export function dateLiteral(text: unknown, field: string): Cql2 {
  if (typeof text !== 'string' || !fullDate.test(text) || !parseInstant(text))
    throw invalid(field, `not a date (YYYY-MM-DD): ${shown(text)}`);
  return { date: text };
}

/** Zeros at the end of the fraction go, so that equal timestamps are written alike.
 * @throws {InvalidInputError} */
export function timestampLiteral(text: unknown, field: string): Cql2 {
  if (typeof text !== 'string' || fullDate.test(text) || !parseInstant(text))
    throw invalid(field, `not an RFC 3339 timestamp with its zone: ${shown(text)}`);
  return { timestamp: text.replace(/\.(\d*?)0+(?=Z|[+-])/i, (_, digits: string) => (digits ? `.${digits}` : '')) };
}

/** An end of an interval: a date, a timestamp or `..`.
 * @throws {InvalidInputError} */
export function instantLiteral(text: string, field: string): Cql2 {
  if (text === '..' || text === '') return { literal: '..' };
  return fullDate.test(text) ? dateLiteral(text, field) : timestampLiteral(text, field);
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 100);
}
