import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

/** A handler's result whose streamed body ends when the caller has gone, and waits while the caller reads slowly.
 * The library writes a body to its proxy as fast as it comes and looks at neither. */
export function withAbortableBody(result: unknown, response: ServerResponse): unknown {
  const body = streamOf(result);
  if (body === undefined) return result;
  return { ...(result as object), body: ReadableStream.from(whileConnected(body, response)) };
}

async function* whileConnected(body: AsyncIterable<unknown>, response: ServerResponse): AsyncGenerator<unknown> {
  const source = body[Symbol.asyncIterator]();
  const gone = new Promise<IteratorResult<unknown>>((resolve) => {
    response.once('close', () => resolve({ done: true, value: undefined }));
  });
  try {
    while (!response.destroyed) {
      const { done, value } = await Promise.race([source.next(), gone]);
      if (done) return;
      yield value;
      if (response.writableNeedDrain) await Promise.race([once(response, 'drain'), gone]);
    }
  } finally {
    // Not awaited: a source that is stuck in its own await would hold the invocation for ever.
    void source.return?.()?.catch(() => undefined);
  }
}

function streamOf(result: unknown): AsyncIterable<unknown> | undefined {
  if (typeof result !== 'object' || result === null || Object.getPrototypeOf(result) !== Object.prototype)
    return undefined;
  const { body } = result as { body?: unknown };
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body
    ? (body as AsyncIterable<unknown>)
    : undefined;
}
