import { z } from 'zod';
import { InvalidInputError, invalid, type FieldIssue } from '../errors.ts';
import { parseWith } from '../http/read-body.ts';
import type { BulkMethod } from './bulk-write.ts';
import { mediaTypes } from './media-types.ts';

/** Bytes of a JSON body, which is in memory as a whole. */
export const bulkJsonLimit = 32 * 1024 * 1024;

/** Bytes of newline-delimited JSON: the Functions host takes 104,857,600 at most. */
export const bulkLinesLimit = 100_000_000;

const method = z.enum(['insert', 'upsert']);

/** The body of stac-fastapi's bulk transactions extension. */
export const bulkItemsSchema = z.strictObject({
  // No record: that would leave out `__proto__`, which may be an id.
  items: z
    .custom<Readonly<Record<string, unknown>>>(isObject, 'an object with an item under each id is expected')
    .meta({ type: 'object', additionalProperties: { $ref: '#/components/schemas/Item' } }),
  method: method.exactOptional(),
});

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const querySchema = z.object({
  method: method.optional(),
  announce: z.enum(['true', 'false']).optional(),
});

export interface BulkQuery {
  readonly method: BulkMethod | undefined;
  /** Whether to send `item-changed`, as single writes do. */
  readonly announce: boolean;
}

/** @throws {InvalidInputError} */
export function parseBulkQuery(query: URLSearchParams): BulkQuery {
  const { method, announce } = parseWith(querySchema, Object.fromEntries(query));
  return { method, announce: announce === 'true' };
}

const lineTypes = new Set<string>([
  mediaTypes.lines,
  mediaTypes.sequence,
  'application/ndjson',
  'application/jsonl',
  'application/json-seq',
]);

/** Whether a body of this Content-Type is one item a line or record. */
export function isLines(contentType: string | null): boolean {
  return lineTypes.has((contentType ?? '').split(';')[0]!.trim().toLowerCase());
}

/** @throws {InvalidInputError} an item under another's id */
export function requireKey(key: string, id: string): void {
  if (id !== key) throw invalid('id', `stands under ${JSON.stringify(key)}`);
}

/** Every issue of several errors, of which an answer names the first so many. */
export function allIssues(errors: readonly InvalidInputError[], named: number): InvalidInputError {
  const issues = errors.flatMap((error) => error.issues);
  const more: FieldIssue[] =
    issues.length > named ? [{ field: 'items', message: `and ${issues.length - named} more` }] : [];
  return new InvalidInputError([...issues.slice(0, named), ...more]);
}
