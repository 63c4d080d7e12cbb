import * as df from 'durable-functions';
import type { OrchestrationContext, Task } from 'durable-functions';
import type { ActivityName, Refused } from './names.ts';

/** Calls an activity, and again for about five minutes when it throws: storage and Batch have moments of weakness.
 * @throws {Error} with the reason when it refuses its input, at once, or when it went on throwing */
export function* callActivity<Output>(
  context: OrchestrationContext,
  name: ActivityName,
  input: object,
): Generator<Task, Output, never> {
  const answer: unknown = yield context.df.callActivityWithRetry(name, patience(), input);
  if (isRefused(answer)) throw new Error(answer.refused);
  return answer as Output;
}

function patience(): df.RetryOptions {
  const options = new df.RetryOptions(2_000, 10);
  options.backoffCoefficient = 2;
  options.maxRetryIntervalInMilliseconds = 60_000;
  return options;
}

function isRefused(answer: unknown): answer is Refused {
  return typeof answer === 'object' && answer !== null && 'refused' in answer;
}
