import type { OrchestrationContext, Task } from 'durable-functions';
import { callActivity } from './call-activity.ts';
import type { PollInput, PollResult, TilesInput } from './names.ts';
import { activities } from './names.ts';
import { pollUntilDone } from './poll-until-done.ts';

/** One chunk of tiles: submit its Batch tasks, as soon as Batch takes them, and follow their counts. What goes wrong is
 * told to the other chunks, which would compute on for nothing. */
export function* compositeTiles(context: OrchestrationContext): Generator<Task, PollResult, never> {
  const input = context.df.getInput<TilesInput>();
  const { job, attempt, from, to } = input;
  const part: PollInput = { job, attempt, part: `tiles-${from}`, tasks: to - from };
  try {
    const submitted = yield* pollUntilDone(context, activities.submitTiles, input);
    if (submitted.state !== 'succeeded') return submitted;
    return yield* pollUntilDone(context, activities.pollTasks, part);
  } catch (reason) {
    const error = reason instanceof Error ? reason.message : String(reason);
    yield* callActivity(context, activities.failPart, { ...part, error });
    return { state: 'failed', done: 0, error };
  }
}
