import type { HttpRequest } from '@azure/functions';
import { isUtf8 } from 'node:buffer';
import type { z } from 'zod';
import { InvalidInputError, PayloadTooLargeError, invalid, type FieldIssue } from '../errors.ts';
import { checkDepth } from './json-depth.ts';

/** Bytes; room for a large area of interest, not for an archive. */
export const bodyLimit = 8 * 1024 * 1024;

/** Reads a JSON body within the limit.
 * @throws {PayloadTooLargeError} @throws {InvalidInputError} */
export async function readJson(request: HttpRequest, limit = bodyLimit): Promise<unknown> {
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw new PayloadTooLargeError(limit);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += (chunk as Uint8Array).length;
    if (size > limit) throw new PayloadTooLargeError(limit);
    chunks.push(chunk as Uint8Array);
  }
  const bytes = Buffer.concat(chunks);
  // Decoding would put the replacement character in place of what can't be read, and that would be kept.
  if (!isUtf8(bytes)) throw invalid('body', 'not UTF-8');
  const value = parseJson(bytes.toString('utf8'));
  checkDepth(value);
  return value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid('body', `not JSON: ${(error as Error).message}`, { cause: error });
  }
}

/** Applies a schema and turns its issues into named fields.
 * @throws {InvalidInputError} */
export function parseWith<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(parsed.error.issues.flatMap(fieldIssues));
}

/** An unknown member is named itself, not the object around it. */
function fieldIssues(issue: z.core.$ZodIssue): FieldIssue[] {
  if (issue.code !== 'unrecognized_keys') return [{ field: fieldName(issue.path), message: issue.message }];
  return issue.keys.map((key) => ({ field: fieldName([...issue.path, key]), message: 'is not known here' }));
}

/** `['filter', 'args', 0]` → `filter.args[0]`; the whole body is `body`. */
function fieldName(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'body';
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`))
    .join('');
}
