import type { OrchestrationContext, Task } from 'durable-functions';
import { callActivity } from './call-activity.ts';
import type { ActivityName, PollResult } from './names.ts';

const firstWaitMs = 250;
const longestWaitMs = 30_000;

/** Calls an activity until it no longer answers `running`, waiting longer each time: quick for small jobs, and a night's
 * job stays at two calls a minute. */
export function* pollUntilDone(
  context: OrchestrationContext,
  activity: ActivityName,
  input: object,
): Generator<Task, PollResult, never> {
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(waitMs * 1.25, longestWaitMs)) {
    const polled = yield* callActivity<PollResult>(context, activity, input);
    if (polled.state !== 'running') return polled;
    yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + Math.round(waitMs)));
  }
}
