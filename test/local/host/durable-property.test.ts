import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { Step } from './apps/program-app.ts';
import { startTestHost } from './start-test-host.ts';
import type { TestHost } from './start-test-host.ts';

/** What a step gives by the meaning of the operations alone. The winner of a race is any of several. */
function expected(step: Step): readonly unknown[] {
  switch (step.op) {
    case 'activity':
      return [step.n * 2];
    case 'retry':
      return [step.failures < 3 ? step.failures + 1 : 'failed'];
    case 'timer':
      return [null];
    case 'sub':
      return [step.steps.map((child) => expected(child)[0])];
    case 'all':
      return [step.of.map((child) => expected(child)[0])];
    default:
      return step.of.map((child) => ({ winner: expected(child)[0] }));
  }
}

let keys = 0;
const activity = fc.integer({ min: 0, max: 99 }).map((n): Step => ({ op: 'activity', n }));
const retry = (most: number) =>
  fc.integer({ min: 0, max: most }).map((failures): Step => ({ op: 'retry', key: String((keys += 1)), failures }));
const timer = fc.integer({ min: 0, max: 5 }).map((delay): Step => ({ op: 'timer', delay }));
/** Certain to succeed: what a `Task.all` does after a failure is no question of numbers alone. */
const leaf = fc.oneof(activity, retry(2), timer);
const several = fc.array(leaf, { minLength: 1, maxLength: 4 });
const compound = fc
  .tuple(fc.constantFrom('all' as const, 'any' as const), several)
  .map(([op, of]): Step => ({ op, of }));
const sub = fc.array(fc.oneof(activity, timer), { maxLength: 3 }).map((steps): Step => ({ op: 'sub', steps }));
const programs = fc.array(fc.oneof(leaf, retry(4), compound, sub), { maxLength: 6 });

describe('random orchestrations', () => {
  let host: TestHost;
  before(async () => {
    host = await startTestHost('program-app.ts');
  });
  after(() => host.stop());

  it('end with what their operations mean, with the numbers that the extension gives', async () => {
    const api = (path: string): string => `${host.url}/runtime/webhooks/durabletask/${path}`;
    const run = async (steps: readonly Step[]): Promise<{ runtimeStatus: string; output: unknown[] }> => {
      const started = await fetch(api('orchestrators/program'), { method: 'POST', body: JSON.stringify({ steps }) });
      const { id } = (await started.json()) as { id: string };
      for (let tries = 0; tries < 1000; tries += 1) {
        const answer = await fetch(api(`instances/${id}`));
        const status = (await answer.json()) as { runtimeStatus: string; output: unknown[] };
        if (answer.status === 200) return status;
        await sleep(3);
      }
      throw new Error(`${id} hangs`);
    };
    await fc.assert(
      fc.asyncProperty(fc.array(programs, { minLength: 4, maxLength: 4 }), async (several) => {
        const statuses = await Promise.all(several.map(run));
        for (const [index, { runtimeStatus, output }] of statuses.entries()) {
          assert.equal(runtimeStatus, 'Completed', JSON.stringify(output));
          const steps = several[index] ?? [];
          assert.equal(output.length, steps.length);
          for (const [at, step] of steps.entries()) {
            const allowed = expected(step).map((one) => JSON.stringify(one));
            assert.ok(
              allowed.includes(JSON.stringify(output[at])),
              `${JSON.stringify(output[at])} is none of ${allowed.join(' ')}`,
            );
          }
        }
      }),
      { numRuns: 40, endOnFailure: true },
    );
  });
});
