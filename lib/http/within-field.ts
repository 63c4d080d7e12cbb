import { InvalidInputError } from '../errors.ts';

/** Runs a check of a part of the body, and names the part before each field that is wrong: `features[3].id`. */
export function withinField<T>(field: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    const issues = error.issues.map((issue) => ({ ...issue, field: `${field}.${issue.field}` }));
    throw new InvalidInputError(issues, { cause: error });
  }
}
