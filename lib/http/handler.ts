import type { HttpHandler, HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions';
import { asCaller, callerOf } from './caller.ts';
import { toProblem } from './problem.ts';

/** A handler that throws typed errors and returns plain answers. */
export type Handler = (request: HttpRequest, context: InvocationContext) => Promise<HttpResponseInit>;

const cors = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'etag, location, link, retry-after',
};

/** Answers a browser's question before it sends a request with a body or headers of its own. */
const preflight = {
  ...cors,
  'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS',
  'access-control-max-age': '86400',
};

/** What every HTTP function shares: CORS for anonymous reading, OPTIONS and HEAD where its route takes them,
 * problem details for every error. */
export function http(handler: Handler): HttpHandler {
  return async (request, context) => {
    if (request.method === 'OPTIONS') return answerPreflight(request);
    const answer = await asCaller(callerOf(request), () => answerOrProblem(handler, request, context));
    const { body, ...rest } = { ...answer, headers: { ...cors, ...(answer.headers as Record<string, string>) } };
    if (body === undefined) return rest;
    return request.method === 'HEAD' ? withLength(rest, body) : { ...rest, body };
  };
}

/** RFC 9110 §8.6: HEAD tells the length that GET would have. */
function withLength(answer: HttpResponseInit, body: HttpResponseInit['body']): HttpResponseInit {
  const length =
    typeof body === 'string' ? Buffer.byteLength(body) : body instanceof Uint8Array ? body.length : undefined;
  if (length === undefined) return answer;
  return { ...answer, headers: { ...(answer.headers as Record<string, string>), 'content-length': String(length) } };
}

async function answerOrProblem(
  handler: Handler,
  request: HttpRequest,
  context: InvocationContext,
): Promise<HttpResponseInit> {
  try {
    return await handler(request, context);
  } catch (error) {
    const problem = toProblem(error);
    if (problem.status >= 500) context.error(error);
    const retry = problem.retryAfter === undefined ? {} : { 'retry-after': String(problem.retryAfter) };
    return {
      status: problem.status,
      headers: { 'content-type': 'application/problem+json', ...retry },
      body: JSON.stringify(problem),
    };
  }
}

function answerPreflight(request: HttpRequest): HttpResponseInit {
  const asked = request.headers.get('access-control-request-headers');
  return { status: 204, headers: { ...preflight, ...(asked ? { 'access-control-allow-headers': asked } : {}) } };
}

/** A JSON answer with its media type. @param body text and bytes go as they are */
export function json(
  body: unknown,
  options: { status?: number; type?: string; headers?: Record<string, string> } = {},
): HttpResponseInit {
  return {
    status: options.status ?? 200,
    headers: { 'content-type': options.type ?? 'application/json', ...options.headers },
    body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
  };
}
