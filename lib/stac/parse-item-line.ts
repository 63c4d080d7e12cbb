import { isUtf8 } from 'node:buffer';
import { invalid, PayloadTooLargeError } from '../errors.ts';
import { checkDepth } from '../http/json-depth.ts';

const byteOrderMark = '\uFEFF';
const recordSeparator = '\u001E';

/** JSON of one record as it was sent.
 * @param bytes undefined when it was longer than `limit`
 * @throws {InvalidInputError} @throws {PayloadTooLargeError} */
export function parseItemLine(bytes: Buffer | undefined, limit: number): unknown {
  if (!bytes) throw new PayloadTooLargeError(limit);
  if (!isUtf8(bytes)) throw invalid('body', 'not UTF-8');
  const value = parseJson(withoutMark(bytes.toString('utf8')));
  checkDepth(value);
  return value;
}

function withoutMark(text: string): string {
  return text.startsWith(byteOrderMark) || text.startsWith(recordSeparator) ? text.slice(1) : text;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid('body', `not JSON: ${(error as Error).message}`, { cause: error });
  }
}

/** The id of what may be an item. */
export function idOf(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string'
    ? value.id
    : undefined;
}
