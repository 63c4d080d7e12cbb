import { app } from '@azure/functions';
import { sentOnce } from '../../../../lib/http/sent-once.ts';

app.http('hello', {
  route: 'hello/{name:alpha?}',
  methods: ['GET', 'POST', 'HEAD'],
  authLevel: 'anonymous',
  handler: async (request) => ({
    jsonBody: {
      name: request.params['name'] ?? null,
      body: request.method === 'POST' ? await request.text() : null,
      query: [...request.query],
      url: request.url,
      header: request.headers.get('x-test'),
    },
    headers: { 'x-answer': 'yes' },
    cookies: [{ name: 'seen', value: '1', httpOnly: true }],
  }),
});
app.http('hello-you', { route: 'hello/you', handler: () => ({ body: 'literal' }) });
app.http('rest', { route: 'rest/{*path}', handler: (request) => ({ body: request.params['path'] ?? '' }) });
app.http('secret', {
  route: 'secret',
  authLevel: 'function',
  methods: ['GET', 'POST'],
  handler: () => ({ body: 'ok' }),
});
app.http('admin-only', { route: 'deep-secret', authLevel: 'admin', handler: () => ({ body: 'ok' }) });
app.http('nothing', { route: 'nothing', handler: () => undefined as never });
app.http('broken', {
  route: 'broken',
  handler: () => {
    throw new Error('broken on purpose');
  },
});
app.http('length', {
  route: 'length',
  methods: ['POST'],
  handler: async (request) => ({ body: String((await request.arrayBuffer()).byteLength) }),
});
app.http('bytes', {
  route: 'bytes',
  handler: () => ({
    status: 203,
    headers: { 'Content-Type': 'application/x-test' },
    cookies: [{ name: 'seen', value: '1' }],
    body: Uint8Array.of(0, 255, 10, 13),
  }),
});

const eightMegabytes = 8_000_000;
let given: Uint8Array | undefined;
app.http('once', {
  route: 'once',
  handler: () => {
    const numbers = new Uint8Array(eightMegabytes).map((_, at) => at % 251);
    given = sentOnce(numbers);
    return { body: given };
  },
});
app.http('left-of-once', { route: 'left-of-once', handler: () => ({ body: String(given?.length) }) });
app.http('ticks', {
  route: 'ticks',
  handler: () => ({
    headers: { 'content-type': 'text/plain' },
    body: ReadableStream.from(
      (async function* ticks() {
        for (let tick = 0; tick < 3; tick += 1) yield Buffer.from(`tick ${tick}\n`);
      })(),
    ),
  }),
});
