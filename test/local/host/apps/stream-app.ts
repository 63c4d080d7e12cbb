import { app } from '@azure/functions';

app.setup({ enableHttpStream: true });

app.http('echo', {
  route: 'echo/{name}',
  methods: ['POST'],
  handler: async (request) => ({
    headers: { 'x-name': request.params['name'] ?? '', 'x-url': request.url },
    body: await request.text(),
  }),
});
app.http('length', {
  route: 'length',
  methods: ['POST'],
  handler: async (request) => {
    let length = 0;
    for await (const chunk of request.body ?? []) length += (chunk as Uint8Array).length;
    return { body: String(length) };
  },
});
export const ticking = { now: 0, ended: 0 };
app.http('ticks', {
  route: 'ticks',
  handler: () => ({
    headers: { 'content-type': 'text/event-stream' },
    body: (async function* ticks() {
      ticking.now += 1;
      try {
        for (let tick = 0; ; tick += 1) {
          yield Buffer.from(`tick ${tick}\n`);
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
      } finally {
        ticking.ended += 1;
      }
    })(),
  }),
});
app.http('state', { route: 'state', handler: () => ({ jsonBody: ticking }) });
app.http('nothing', { route: 'nothing', handler: () => undefined as never });
app.http('broken', {
  route: 'broken',
  methods: ['GET', 'POST'],
  handler: () => {
    throw new Error('broken on purpose');
  },
});
