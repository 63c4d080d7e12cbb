import { CrsError } from '../lib/geo/crs.ts';
import { InvalidInputError } from '../lib/errors.ts';

/** 2 when the same task would fail again for the same reason: its plan or its arguments are wrong. */
export function exitCode(error: unknown): 1 | 2 {
  return error instanceof InvalidInputError || error instanceof CrsError ? 2 : 1;
}

/** One line of JSON for whoever reads the task's stderr. URLs in it bear no signature. */
export function failureLine(error: unknown): string {
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
  const fields = Object(error) as Readonly<Record<string, unknown>>;
  const more = ['url', 'collection', 'item', 'asset', 'issues'].filter((field) => fields[field] !== undefined);
  return JSON.stringify({
    name,
    message: message.replace(/(https?:\/\/[^\s?]+)\?\S*/g, '$1'),
    ...Object.fromEntries(more.map((field) => [field, fields[field]])),
  });
}
