import assert from 'node:assert/strict';
import { request as send } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { startTestHost } from './start-test-host.ts';
import type { TestHost } from './start-test-host.ts';

/** fetch sets Host and Origin itself; this sends what it is told. */
const rawStatus = (url: string, options: { method?: string; headers?: Record<string, string> }): Promise<number> =>
  new Promise((resolve, reject) => {
    send(url, options, (response: IncomingMessage) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .once('error', reject)
      .end();
  });

describe('HTTP functions', () => {
  let host: TestHost;
  const get = (path: string, init?: RequestInit): Promise<Response> => fetch(`${host.url}${path}`, init);
  before(async () => {
    host = await startTestHost('http-app.ts');
  });
  after(() => host.stop());

  it('get parameters, query, headers and body, and answer with headers and cookies', async () => {
    const answer = await get('/hello/ada?a=1&a=2', { method: 'POST', body: 'text', headers: { 'x-test': 'x' } });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('x-answer'), 'yes');
    assert.equal(answer.headers.get('set-cookie'), 'seen=1; HttpOnly');
    assert.deepEqual(await answer.json(), {
      name: 'ada',
      body: 'text',
      query: [['a', '1,2']],
      url: `${host.url}/hello/ada?a=1&a=2`,
      header: 'x',
    });
  });

  it('are found by method: a method that no route has is 404', async () => {
    assert.equal((await get('/hello/ada', { method: 'DELETE' })).status, 404);
    assert.equal((await get('/none')).status, 404);
  });

  it('prefer literal routes, and take constraints and optional parameters seriously', async () => {
    assert.equal(await (await get('/hello/you')).text(), 'literal');
    assert.equal((await get('/hello/123')).status, 404);
    assert.equal(((await (await get('/hello')).json()) as { name: unknown }).name, null);
    assert.equal(await (await get('/rest/a/b%20c/d')).text(), 'a/b c/d');
  });

  it('answer HEAD without a body', async () => {
    const answer = await get('/hello/ada', { method: 'HEAD' });
    assert.equal(answer.status, 200);
    assert.ok(Number(answer.headers.get('content-length')) > 0);
    assert.equal(await answer.text(), '');
  });

  it('answer 204 for nothing and 500 for a throw', async () => {
    assert.equal((await get('/nothing')).status, 204);
    const broken = await get('/broken');
    assert.equal(broken.status, 500);
    assert.equal(await broken.text(), '');
  });

  it('buffer a streamed body when the app has not enabled streaming', async () => {
    assert.equal(await (await get('/ticks')).text(), 'tick 0\ntick 1\ntick 2\n');
  });

  it('answer bytes as they are, with status, headers and cookies', async () => {
    const answer = await get('/bytes');
    assert.equal(answer.status, 203);
    assert.equal(answer.headers.get('content-type'), 'application/x-test');
    assert.equal(answer.headers.get('content-length'), '4');
    assert.equal(answer.headers.get('set-cookie'), 'seen=1');
    assert.deepEqual([...new Uint8Array(await answer.arrayBuffer())], [0, 255, 10, 13]);
  });

  it('answer bytes whose memory is given back, whole, and then give it back', async () => {
    const answers = await Promise.all(
      Array.from({ length: 4 }, async () => new Uint8Array(await (await get('/once')).arrayBuffer())),
    );
    for (const bytes of answers) {
      assert.equal(bytes.length, 8_000_000);
      assert.ok(bytes.every((byte, at) => byte === at % 251));
    }
    assert.equal(await (await get('/left-of-once')).text(), '0');
  });

  it('go on after a client that left in the middle of such an answer', async () => {
    const leaving = new AbortController();
    const answer = await get('/once', { signal: leaving.signal });
    assert.equal(answer.status, 200);
    leaving.abort();
    assert.equal((await (await get('/once')).arrayBuffer()).byteLength, 8_000_000);
  });

  it('refuse a body that announces more than 104,857,600 bytes', async () => {
    assert.equal(
      await rawStatus(`${host.url}/length`, { method: 'POST', headers: { 'content-length': '104857601' } }),
      413,
    );
  });

  it('answer a CORS preflight with what was asked for', async () => {
    const answer = await get('/secret', {
      method: 'OPTIONS',
      headers: {
        origin: 'https://map.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,x-functions-key',
      },
    });
    assert.equal(answer.status, 204);
    assert.equal(answer.headers.get('access-control-allow-origin'), '*');
    assert.equal(answer.headers.get('access-control-allow-methods'), 'POST');
    assert.equal(answer.headers.get('access-control-allow-headers'), 'content-type,x-functions-key');
  });

  it('need no key from this machine, unless a foreign page or name is behind the request', async () => {
    const url = `${host.url}/secret`;
    assert.equal(await rawStatus(url, { method: 'POST' }), 200);
    assert.equal(await rawStatus(url, { method: 'POST', headers: { origin: host.url } }), 200);
    assert.equal(await rawStatus(url, { method: 'POST', headers: { origin: 'https://evil.example' } }), 401);
    assert.equal(await rawStatus(url, { method: 'POST', headers: { origin: 'null' } }), 401);
    assert.equal(await rawStatus(url, { headers: { host: 'evil.example' } }), 401);
  });
});

describe('HTTP functions that require keys', () => {
  let host: TestHost;
  before(async () => {
    host = await startTestHost('http-app.ts', {
      requireKeys: true,
      keys: { host: 'host-key', master: 'master-key', functions: { secret: 'own-key' } },
    });
  });
  after(() => host.stop());

  const cases: { path: string; header?: string; status: number }[] = [
    { path: '/hello', status: 200 },
    { path: '/secret', status: 401 },
    { path: '/secret?code=wrong', status: 401 },
    { path: '/secret?code=host-key', status: 200 },
    { path: '/secret?code=own-key', status: 200 },
    { path: '/secret', header: 'own-key', status: 200 },
    { path: '/secret?code=own-key', header: 'wrong', status: 401 },
    { path: '/deep-secret?code=host-key', status: 401 },
    { path: '/deep-secret?code=master-key', status: 200 },
  ];
  for (const { path, header, status } of cases)
    it(`${path} ${header ? `with x-functions-key ${header}` : 'without header'} is ${status}`, async () => {
      const answer = await fetch(`${host.url}${path}`, header ? { headers: { 'x-functions-key': header } } : {});
      assert.equal(answer.status, status);
    });
});
