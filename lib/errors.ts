/** One class per cause. `lib/http/problem.ts` maps them to RFC 9457 problem details; queue functions decide retry or poison by class. */

/** A field of a request, in dotted/JSON-pointer-like form (`filter.args[0]`, `bbox`), and what is wrong with it. */
export interface FieldIssue {
  readonly field: string;
  readonly message: string;
}

/** The caller sent something that can never be right: HTTP 400, and poison for a queue message. */
export class InvalidInputError extends Error {
  readonly issues: readonly FieldIssue[];
  constructor(issues: readonly FieldIssue[], options?: ErrorOptions) {
    super(issues.map((issue) => `${issue.field}: ${issue.message}`).join('; '), options);
    this.name = 'InvalidInputError';
    this.issues = issues;
  }
}

/** Shorthand for the common case of one bad field. */
export function invalid(field: string, message: string, options?: ErrorOptions): InvalidInputError {
  return new InvalidInputError([{ field, message }], options);
}

/** HTTP 404. */
export class NotFoundError extends Error {
  readonly kind: string;
  readonly id: string;
  constructor(kind: string, id: string) {
    super(`There is no ${kind} ${JSON.stringify(id)}`);
    this.name = 'NotFoundError';
    this.kind = kind;
    this.id = id;
  }
}

/** The thing exists already, or is in a state that forbids the request: HTTP 409. */
export class ConflictError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ConflictError';
  }
}

/** If-Match or an expected version did not hold: HTTP 412; writers read again and retry. */
export class PreconditionFailedError extends Error {
  readonly expected: string | null;
  readonly found: string | null;
  constructor(what: string, expected: string | null, found: string | null) {
    super(`${what} is at version ${found ?? 'none'}, not ${expected ?? 'none'}`);
    this.name = 'PreconditionFailedError';
    this.expected = expected;
    this.found = found;
  }
}

/** The body is over the limit (bytes): HTTP 413. */
export class PayloadTooLargeError extends Error {
  readonly limit: number;
  constructor(limit: number) {
    super(`The body is larger than ${limit} bytes`);
    this.name = 'PayloadTooLargeError';
    this.limit = limit;
  }
}

/** The service is busy or a budget ran out; try again after `retryAfter` seconds: HTTP 429 or 503. */
export class BusyError extends Error {
  readonly status: 429 | 503;
  readonly retryAfter: number;
  constructor(status: 429 | 503, message: string, retryAfter: number) {
    super(message);
    this.name = 'BusyError';
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** A blob that is not what its name says: corrupt, truncated, of an unsupported format. Never retried. */
export class UnreadableBlobError extends Error {
  readonly url: string;
  constructor(url: string, reason: string, options?: ErrorOptions) {
    super(`${url}: ${reason}`, options);
    this.name = 'UnreadableBlobError';
    this.url = url;
  }
}
