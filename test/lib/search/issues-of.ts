import assert from 'node:assert/strict';
import { InvalidInputError } from '../../../lib/errors.ts';

/** Runs what must be refused and gives the fields that the refusal names. */
export function fieldsRefused(run: () => unknown): readonly string[] {
  let fields: readonly string[] = [];
  assert.throws(run, (error: unknown) => {
    assert.ok(error instanceof InvalidInputError, String(error));
    fields = error.issues.map((issue) => issue.field);
    return true;
  });
  return fields;
}
