import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { aCollection, ask, call } from '../helpers/stack-api.ts';
import { startTestStack, testHome } from '../helpers/stack.ts';
import type { TestStack } from '../helpers/stack.ts';
import { badRequests } from './bad-requests.ts';

interface Problem {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
}

describe('Bad requests', () => {
  let stack: TestStack;
  before(async () => {
    stack = await startTestStack(await testHome({ played: true }));
    await ask(`${stack.url}/api/stac/v1/collections`, 'POST', aCollection('here', { pattern: '{scene}/{asset}.tif' }));
  });
  after(() => stack.stop());

  for (const { name, method, path, body, status, field } of badRequests) {
    it(`${method} ${path}, ${name}: ${status}${field === undefined ? '' : ` naming ${String(field)}`}`, async () => {
      const answer = await call(`${stack.url}${path}`, method, body);
      assert.equal(answer.status, status, JSON.stringify(answer.body).slice(0, 500));
      if (path === '/api/nothing/v1') return;
      assert.equal(answer.type, 'application/problem+json');
      const problem = answer.body as Problem;
      assert.equal(problem.status, status);
      assert.ok(problem.title && problem.detail);
      if (field === undefined) return;
      const fields = (problem.errors ?? []).map((error) => error.field);
      const named = fields.some((found) => (typeof field === 'string' ? found === field : field.test(found)));
      assert.ok(named, `names ${fields.join(', ')}: ${problem.detail}`);
    });
  }

  it('a body without a length is read up to the limit, and no further: 413', async () => {
    const { status, sent } = await sendEndless(`${stack.url}/api/stac/v1/search`, 2 ** 30);
    assert.equal(status, 413);
    // The host takes up to 100 MiB, as in Azure, before the app sees any of it; pipes hold some more.
    assert.ok(sent < 2 ** 28, `read ${sent} bytes`);
  });

  it('leave nothing behind', async () => {
    const { jobs } = await ask<{ jobs: unknown[] }>(`${stack.url}/api/jobs/v1`);
    const { schedules } = await ask<{ schedules: unknown[] }>(`${stack.url}/api/jobs/v1/schedules`);
    const { subscriptions } = await ask<{ subscriptions: unknown[] }>(`${stack.url}/api/notify/v1/subscriptions`);
    const { collections } = await ask<{ collections: { id: string }[] }>(`${stack.url}/api/stac/v1/collections`);
    assert.deepEqual([jobs, schedules, subscriptions], [[], [], []]);
    assert.deepEqual(
      collections.map(({ id }) => id),
      ['here'],
    );
  });
});

/** Sends blanks until the server answers: `fetch` loses an answer that comes while it still writes. */
async function sendEndless(url: string, most: number): Promise<{ readonly status: number; readonly sent: number }> {
  const piece = Buffer.alloc(2 ** 20, 32);
  let sent = 0;
  const outgoing = request(url, { method: 'POST', headers: { 'content-type': 'application/json' } });
  const answered = new Promise<number>((resolve, reject) => {
    outgoing.on('response', (answer) => {
      resolve(answer.statusCode ?? 0);
      outgoing.destroy();
    });
    // After the answer an error only says that the server has stopped listening.
    outgoing.on('error', reject);
  });
  const write = (): void => {
    while (sent < most && !outgoing.destroyed) {
      sent += piece.length;
      if (!outgoing.write(piece)) return void outgoing.once('drain', write);
    }
  };
  write();
  return { status: await answered, sent };
}
