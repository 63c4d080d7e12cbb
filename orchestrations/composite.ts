import type { OrchestrationContext, Task } from 'durable-functions';
import type { CompositeInput, EndInput, PollInput, PollResult, TilesInput } from './names.ts';
import { activities, orchestrations, tilesPerChunk } from './names.ts';
import { pollUntilDone } from './poll-until-done.ts';

/** Plan, fan out tiles in chunks, assemble, wait until the composite's own blob event made it an item. */
export function* composite(context: OrchestrationContext): Generator<Task, EndInput, never> {
  const { job, attempt, tiles } = context.df.getInput<CompositeInput>();
  const end = function* (outcome: Pick<EndInput, 'state' | 'error'>): Generator<Task, EndInput, never> {
    const input: EndInput = { job, attempt, ...outcome };
    yield context.df.callActivity(activities.endJob, input);
    return input;
  };
  try {
    yield context.df.callActivity(activities.planComposite, { job, attempt });
    const chunks: TilesInput[] = [];
    for (let from = 0; from < tiles; from += tilesPerChunk) {
      chunks.push({ job, attempt, from, to: Math.min(from + tilesPerChunk, tiles) });
    }
    const parts: PollResult[] = yield context.df.Task.all(
      chunks.map((chunk) =>
        context.df.callSubOrchestrator(orchestrations.compositeTiles, chunk, `${context.df.instanceId}-t${chunk.from}`),
      ),
    );
    const bad = parts.find((part) => part.state === 'failed') ?? parts.find((part) => part.state === 'cancelled');
    if (bad) return yield* end(outcomeOf(bad));

    yield context.df.callActivity(activities.submitAssembly, { job, attempt });
    const assembly = yield* pollUntilDone(context, { job, attempt, part: 'assembly', tasks: 1 } satisfies PollInput);
    if (assembly.state !== 'succeeded') return yield* end(outcomeOf(assembly));

    const published = yield* pollUntilDone(context, { job, attempt, part: 'item', tasks: 0 }, activities.awaitItem);
    return yield* end(outcomeOf(published));
  } catch (error) {
    return yield* end({ state: 'failed', error: error instanceof Error ? error.message : String(error) });
  }
}

function outcomeOf(part: PollResult): Pick<EndInput, 'state' | 'error'> {
  if (part.state === 'succeeded' || part.state === 'cancelled') return { state: part.state };
  return { state: 'failed', error: part.error ?? 'a task failed' };
}
