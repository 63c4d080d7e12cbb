import {
  BusyError,
  ConflictError,
  InvalidInputError,
  NotFoundError,
  PayloadTooLargeError,
  PreconditionFailedError,
} from '../errors.ts';

/** RFC 9457 problem details. `errors` names each bad field. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
  readonly retryAfter?: number;
}

/** The one place where errors become answers. Anything unknown is a 500 that tells nothing of the inside. */
export function toProblem(error: unknown): Problem {
  if (error instanceof InvalidInputError)
    return { ...problem('invalid-input', 'Invalid input', 400, error), errors: error.issues };
  if (error instanceof NotFoundError) return problem('not-found', 'Not found', 404, error);
  if (error instanceof ConflictError) return problem('conflict', 'Conflict', 409, error);
  if (error instanceof PreconditionFailedError)
    return problem('precondition-failed', 'Precondition failed', 412, error);
  if (error instanceof PayloadTooLargeError) return problem('payload-too-large', 'Payload too large', 413, error);
  if (error instanceof BusyError)
    return { ...problem('busy', 'Busy', error.status, error), retryAfter: error.retryAfter };
  return {
    type: 'about:blank',
    title: 'Internal error',
    status: 500,
    detail: 'Something failed inside; the log has the reason.',
  };
}

function problem(type: string, title: string, status: number, error: Error): Problem {
  return { type: `https://revisit.dev/problems/${type}`, title, status, detail: error.message };
}
