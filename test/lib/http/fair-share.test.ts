import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BusyError } from '../../../lib/errors.ts';
import { fairShare, type FairShareOptions } from '../../../lib/http/fair-share.ts';

const options: FairShareOptions = { places: 3, perCaller: 2, waiting: 4, allWaiting: 6, patience: 10 };

/** Work that ends when it is told to, and says when it began. */
function works() {
  const began: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) => () =>
    new Promise<string>((resolve) => {
      began.push(name);
      ends.set(name, () => resolve(name));
    });
  const end = async (name: string) => {
    await new Promise(setImmediate);
    ends.get(name)?.();
    await new Promise(setImmediate);
  };
  return { began, work, end };
}

const isBusy = (status: number) => (error: unknown) =>
  error instanceof BusyError && error.status === status && error.retryAfter > 0;

describe('fairShare', () => {
  it('leaves a place for others, however much one caller asks for', async () => {
    const { began, work, end } = works();
    const { run } = fairShare(options);
    const asked = ['a1', 'a2', 'a3', 'a4'].map((name) => run('a', work(name)));
    asked.push(run('b', work('b1')));
    await new Promise(setImmediate);
    assert.deepEqual(began, ['a1', 'a2', 'b1']);
    for (const name of ['a1', 'a2', 'b1', 'a3', 'a4']) await end(name);
    assert.deepEqual(await Promise.all(asked), ['a1', 'a2', 'a3', 'a4', 'b1']);
  });

  it('serves the callers that wait in turn', async () => {
    const { began, work, end } = works();
    const { run } = fairShare({ ...options, places: 1, perCaller: 1 });
    const asked = ['a1', 'a2', 'a3'].map((name) => run('a', work(name)));
    asked.push(...['b1', 'b2'].map((name) => run('b', work(name))), run('c', work('c1')));
    for (const name of ['a1', 'b1', 'c1', 'a2', 'b2', 'a3']) await end(name);
    await Promise.all(asked);
    assert.deepEqual(began, ['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
  });

  it('refuses a caller whose queue is full with 429, and only that one', async () => {
    const { work, end } = works();
    const { run } = fairShare(options);
    const asked = ['a1', 'a2', 'a3', 'a4', 'a5', 'a6'].map((name) => run('a', work(name)));
    await assert.rejects(run('a', work('a7')), isBusy(429));
    asked.push(run('b', work('b1')));
    for (const name of ['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'b1']) await end(name);
    assert.equal((await Promise.all(asked)).length, 7);
  });

  it('refuses everyone with 503 when all queues together are full', async () => {
    const { work } = works();
    const { run } = fairShare({ ...options, places: 1 });
    for (const caller of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) void run(caller, work(caller));
    await assert.rejects(run('h', work('h')), isBusy(503));
  });

  it('gives up on one that waits too long', async () => {
    const { work, end } = works();
    const { run } = fairShare({ ...options, places: 1, patience: 0.02 });
    const first = run('a', work('a1'));
    // The share's own timers keep no process alive.
    const alive = setTimeout(() => undefined, 5000);
    await assert.rejects(run('a', work('a2')), isBusy(429));
    clearTimeout(alive);
    await end('a1');
    assert.equal(await first, 'a1');
  });

  it('frees the place of work that fails', async () => {
    const { run } = fairShare({ ...options, places: 1 });
    const failing = () => Promise.reject(new Error('no'));
    await assert.rejects(run('a', failing), /no/);
    assert.equal(await run('b', () => Promise.resolve('yes')), 'yes');
  });
});
