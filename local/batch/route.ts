import type { Readable } from 'node:stream';
import { BatchError } from './batch-error.ts';

export interface BatchRequest {
  /** Decoded segments named in the route's path. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Parsed JSON; undefined without a body. */
  readonly body: unknown;
}

export interface BatchAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly stream?: Readable;
}

export type BatchHandler = (request: BatchRequest) => BatchAnswer | Promise<BatchAnswer>;

/** `POST /jobs/:job/terminate` → handler. */
export type Routes = Readonly<Record<string, BatchHandler>>;

/** Finds the handler of a request by its method and path segments.
 * @throws {BatchError} 404 for a path, 405 for a method that no route has */
export function router(routes: Routes) {
  const table = Object.entries(routes).map(([route, handler]) => {
    const [method = '', path = ''] = route.split(' ');
    return { method, segments: path.split('/').slice(1), handler };
  });
  return (method: string, pathname: string): { handler: BatchHandler; params: Record<string, string> } => {
    const given = pathname.split('/').slice(1);
    const matching = table.filter(({ segments }) => fits(segments, given));
    // `/files/:file` is the only parameter that may hold an encoded slash, so segments are decoded only here.
    const found = matching.find((route) => route.method === method);
    if (found) return { handler: found.handler, params: parameters(found.segments, given) };
    if (matching.length > 0)
      throw new BatchError(405, 'UnsupportedHttpVerb', `The resource doesn't support the method ${method}.`);
    throw new BatchError(404, 'ResourceNotFound', 'The specified resource does not exist.');
  };
}

function fits(segments: readonly string[], given: readonly string[]): boolean {
  return (
    segments.length === given.length &&
    segments.every((segment, index) => segment.startsWith(':') || segment === given[index])
  );
}

function parameters(segments: readonly string[], given: readonly string[]): Record<string, string> {
  try {
    return Object.fromEntries(
      segments.flatMap((segment, index) =>
        segment.startsWith(':') ? [[segment.slice(1), decodeURIComponent(given[index] ?? '')]] : [],
      ),
    );
  } catch (error) {
    throw new BatchError(400, 'InvalidUri', `The requested URI is invalid: ${(error as Error).message}.`);
  }
}

/** Page size asked for, within the API's own limit.
 * @throws {BatchError} 400 */
export function maxResults(query: URLSearchParams): number {
  const text = query.get('maxresults');
  if (text === null) return 1_000;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 1_000) return value;
  throw new BatchError(400, 'OutOfRangeQueryParameterValue', 'maxresults is not in the permissible range.', [
    { key: 'QueryParameterName', value: 'maxresults' },
    { key: 'QueryParameterValue', value: text },
  ]);
}
