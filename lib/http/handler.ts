import type { HttpHandler, HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions';
import { toProblem } from './problem.ts';

/** A handler that throws typed errors and returns plain answers. */
export type Handler = (request: HttpRequest, context: InvocationContext) => Promise<HttpResponseInit>;

const cors = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'etag, location, link, retry-after',
};

/** What every HTTP function shares: CORS for anonymous reading, problem details for every error. */
export function http(handler: Handler): HttpHandler {
  return async (request, context) => {
    try {
      const answer = await handler(request, context);
      return { ...answer, headers: { ...cors, ...(answer.headers as Record<string, string> | undefined) } };
    } catch (error) {
      const problem = toProblem(error);
      if (problem.status >= 500) context.error(error);
      return {
        status: problem.status,
        headers: {
          ...cors,
          'content-type': 'application/problem+json',
          ...(problem.retryAfter === undefined ? {} : { 'retry-after': String(problem.retryAfter) }),
        },
        body: JSON.stringify(problem),
      };
    }
  };
}

/** A JSON answer with its media type. */
export function json(
  body: unknown,
  options: { status?: number; type?: string; headers?: Record<string, string> } = {},
): HttpResponseInit {
  return {
    status: options.status ?? 200,
    headers: { 'content-type': options.type ?? 'application/json', ...options.headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}
