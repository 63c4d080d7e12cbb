import type { OrchestrationContext, Task } from 'durable-functions';
import { callActivity } from './call-activity.ts';
import type { Attempt, CompositeInput, EndInput, PlanResult, PollInput, PollResult, TilesInput } from './names.ts';
import { activities, orchestrations, tilesPerChunk } from './names.ts';
import { pollUntilDone } from './poll-until-done.ts';

/** Plan, fan out tiles in chunks, assemble, wait until the composite's own blob event made it an item; whatever happens,
 * the job's record gets its last state. */
export function* composite(context: OrchestrationContext): Generator<Task, EndInput, never> {
  const { job, attempt, tiles } = context.df.getInput<CompositeInput>();
  let outcome: Pick<EndInput, 'state' | 'error'>;
  try {
    outcome = outcomeOf(yield* compute(context, { job, attempt }, tiles));
  } catch (error) {
    outcome = { state: 'failed', error: error instanceof Error ? error.message : String(error) };
  }
  const end: EndInput = { job, attempt, ...outcome };
  yield* callActivity(context, activities.endJob, end);
  return end;
}

function* compute(
  context: OrchestrationContext,
  attempt: Attempt,
  tiles: number,
): Generator<Task, Pick<PollResult, 'state' | 'error'>, never> {
  const plan = yield* callActivity<PlanResult>(context, activities.planComposite, attempt);
  if (plan.state === 'cancelled') return { state: 'cancelled' };

  const chunks: TilesInput[] = [];
  for (let from = 0; from < tiles; from += tilesPerChunk)
    chunks.push({ ...attempt, from, to: Math.min(from + tilesPerChunk, tiles) });
  const parts: PollResult[] = yield context.df.Task.all(
    chunks.map((chunk) =>
      context.df.callSubOrchestrator(orchestrations.compositeTiles, chunk, `${context.df.instanceId}-t${chunk.from}`),
    ),
  );
  const bad = parts.find((part) => part.state === 'failed') ?? parts.find((part) => part.state === 'cancelled');
  if (bad) return bad;

  const submitted = yield* pollUntilDone(context, activities.submitAssembly, attempt);
  if (submitted.state !== 'succeeded') return submitted;
  const assembly: PollInput = { ...attempt, part: 'assembly', tasks: 1 };
  const assembled = yield* pollUntilDone(context, activities.pollTasks, assembly);
  if (assembled.state !== 'succeeded') return assembled;

  return yield* pollUntilDone(context, activities.awaitItem, attempt);
}

function outcomeOf({ state, error }: Pick<PollResult, 'state' | 'error'>): Pick<EndInput, 'state' | 'error'> {
  if (state === 'succeeded' || state === 'cancelled') return { state };
  return { state: 'failed', error: error ?? 'a task failed' };
}
