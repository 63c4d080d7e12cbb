import { HttpRequest, InvocationContext, type HttpHandler, type HttpResponseInit } from '@azure/functions';

/** What a caller of a function sees. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The body as JSON. */
  json(): unknown;
}

export interface Call {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text and bytes are sent as they are, anything else as JSON. */
  readonly body?: unknown;
  /** Route parameters, decoded. */
  readonly params?: Readonly<Record<string, string>>;
}

/** Calls an HTTP function as the Functions worker would. @param url absolute */
export async function call(handler: HttpHandler, url: string, options: Call = {}): Promise<Answer> {
  const { method = 'GET', headers = {}, body, params = {} } = options;
  const isReady = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
  const sending = isReady ? body : JSON.stringify(body);
  const request = new HttpRequest({
    method,
    url,
    headers: { ...headers },
    params: { ...params },
    ...(sending === undefined ? {} : { body: typeof sending === 'string' ? { string: sending } : { bytes: sending } }),
  });
  const context = new InvocationContext({
    functionName: 'test',
    logHandler: (level, ...m) => level === 'error' && console.error(...m),
  });
  const answer = ((await handler(request, context)) ?? {}) as HttpResponseInit;
  const { body: sent } = answer;
  const answered = typeof sent === 'string' ? sent : sent instanceof Uint8Array ? Buffer.from(sent).toString() : '';
  return {
    status: answer.status ?? 200,
    headers: Object.fromEntries(new Headers(answer.headers)),
    text: answered,
    json: () => JSON.parse(answered) as unknown,
  };
}
