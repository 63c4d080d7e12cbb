import { app } from '@azure/functions';

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
