import type { OrchestrationContext, Task } from 'durable-functions';
import type { PollResult, TilesInput } from './names.ts';
import { activities } from './names.ts';
import { pollUntilDone } from './poll-until-done.ts';

/** One chunk of tiles: submit its Batch tasks, follow their counts. */
export function* compositeTiles(context: OrchestrationContext): Generator<Task, PollResult, never> {
  const input = context.df.getInput<TilesInput>();
  yield context.df.callActivity(activities.submitTiles, input);
  const { job, attempt, from, to } = input;
  return yield* pollUntilDone(context, { job, attempt, part: `tiles-${from}`, tasks: to - from });
}
