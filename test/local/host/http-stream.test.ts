import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';
import { startTestHost } from './start-test-host.ts';
import type { TestHost } from './start-test-host.ts';

describe('HTTP functions with streaming', () => {
  let host: TestHost;
  before(async () => {
    host = await startTestHost('stream-app.ts');
  });
  after(() => host.stop());

  it('get parameters, the URL and the body', async () => {
    const answer = await fetch(`${host.url}/echo/ada?x=1`, { method: 'POST', body: 'hello' });
    assert.equal(answer.status, 200);
    assert.equal(await answer.text(), 'hello');
    assert.equal(answer.headers.get('x-name'), 'ada');
    assert.equal(answer.headers.get('x-url'), `${host.url}/echo/ada?x=1`);
    assert.equal(answer.headers.get('x-ms-invocation-id'), null);
  });

  it('read a body chunk by chunk', async () => {
    const chunk = new Uint8Array(64 * 1024);
    const body = ReadableStream.from(Array.from({ length: 64 }, () => chunk));
    const answer = await fetch(`${host.url}/length`, { method: 'POST', body, duplex: 'half' });
    assert.equal(await answer.text(), String(64 * 64 * 1024));
  });

  it('send chunks as they come, and end when the caller goes', async () => {
    const caller = new AbortController();
    const answer = await fetch(`${host.url}/ticks`, { signal: caller.signal });
    const reader = answer.body!.getReader();
    assert.equal(
      Buffer.from((await reader.read()).value ?? [])
        .toString()
        .split('\n')[0],
      'tick 0',
    );
    caller.abort();
    const state = async (): Promise<{ now: number; ended: number }> =>
      (await fetch(`${host.url}/state`)).json() as Promise<{ now: number; ended: number }>;
    for (let tries = 0; tries < 100 && (await state()).ended === 0; tries += 1) await sleep(20);
    assert.deepEqual(await state(), { now: 1, ended: 1 });
  });

  it('answer 204 for nothing, 500 for a throw', async () => {
    assert.equal((await fetch(`${host.url}/nothing`)).status, 204);
    assert.equal((await fetch(`${host.url}/broken`)).status, 500);
    assert.equal((await fetch(`${host.url}/broken`, { method: 'POST', body: 'x' })).status, 500);
    assert.equal((await fetch(`${host.url}/state`)).status, 200);
  });
});
