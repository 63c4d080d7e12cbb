import type { OrchestrationContext, Task } from 'durable-functions';
import type { PollInput, PollResult } from './names.ts';
import { activities } from './names.ts';

const firstWaitMs = 250;
const longestWaitMs = 30_000;

/** Polls an activity until it is no longer running, waiting longer each time: quick for small jobs, and a night's job
 * stays at a few hundred history events. */
export function* pollUntilDone(
  context: OrchestrationContext,
  input: PollInput,
  activity: string = activities.pollTasks,
): Generator<Task, PollResult, never> {
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(waitMs * 1.25, longestWaitMs)) {
    const polled: PollResult = yield context.df.callActivity(activity, input);
    if (polled.state !== 'running') return polled;
    yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + Math.round(waitMs)));
  }
}
