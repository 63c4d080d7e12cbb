import * as df from 'durable-functions';
import type { OrchestrationContext, Task } from 'durable-functions';

/** A step of a made-up orchestration; `key` tells retried calls apart. */
export type Step =
  | { readonly op: 'activity'; readonly n: number }
  | { readonly op: 'retry'; readonly key: string; readonly failures: number }
  | { readonly op: 'timer'; readonly delay: number }
  | { readonly op: 'all' | 'any'; readonly of: readonly Step[] }
  | { readonly op: 'sub'; readonly steps: readonly Step[] };

const attempts = new Map<string, number>();
df.app.activity('double', { handler: ({ n }: { n: number }) => n * 2 });
df.app.activity('flaky', {
  handler: ({ key, failures }: { key: string; failures: number }) => {
    const attempt = (attempts.get(key) ?? 0) + 1;
    attempts.set(key, attempt);
    if (attempt <= failures) throw new Error(`attempt ${attempt} failed`);
    return attempt;
  },
});

function task(context: OrchestrationContext, step: Step): Task {
  const { df: durable } = context;
  switch (step.op) {
    case 'activity':
      return durable.callActivity('double', { n: step.n });
    case 'retry':
      return durable.callActivityWithRetry('flaky', new df.RetryOptions(1, 3), {
        key: step.key,
        failures: step.failures,
      });
    case 'timer':
      return durable.createTimer(new Date(durable.currentUtcDateTime.getTime() + step.delay));
    case 'sub':
      return durable.callSubOrchestrator('program', { steps: step.steps });
    default:
      return durable.Task[step.op](step.of.map((child) => task(context, child)));
  }
}

df.app.orchestration('program', function* program(context) {
  const { steps } = context.df.getInput<{ steps: Step[] }>();
  const results: unknown[] = [];
  for (const step of steps) {
    try {
      const result: unknown = yield task(context, step);
      results.push(step.op === 'any' ? { winner: (result as Task).result ?? null } : (result ?? null));
    } catch {
      results.push('failed');
    }
  }
  return results;
});
