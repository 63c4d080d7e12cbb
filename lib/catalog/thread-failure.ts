import { BusyError, InvalidInputError, type FieldIssue } from '../errors.ts';

/** An error as it crosses from one thread to another. */
export type Failure =
  | { readonly issues: readonly FieldIssue[] }
  | { readonly message: string; readonly stack: string | undefined };

export function failureOf(error: unknown): Failure {
  if (error instanceof InvalidInputError) return { issues: error.issues };
  if (!(error instanceof Error)) return { message: String(error), stack: undefined };
  return { message: error.message, stack: error.stack };
}

/** The same class of error again; what isn't the caller's fault keeps its message and stack. */
export function failureError(failure: Failure): InvalidInputError | BusyError | Error {
  if ('issues' in failure) return new InvalidInputError(failure.issues);
  // Readers never wait for writers; only a file that is being made or recovered is locked.
  if (/database is locked/.test(failure.message)) return new BusyError(503, 'The catalog is being recovered', 1);
  const error = new Error(failure.message);
  if (failure.stack !== undefined) error.stack = failure.stack;
  return error;
}
