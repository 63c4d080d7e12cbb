import type { Action } from './action.ts';
import { NonDeterminismError } from './non-determinism.ts';

/** Compares the numbers that the SDK has given to the tasks it waits for with those of the extension. Where they differ,
 * results reach the wrong task or none: a hang in Azure, with no message.
 * @param context the orchestrator's invocation context; without the SDK's internals there is nothing to compare
 * @throws {NonDeterminismError} */
export function checkSdkNumbers(
  context: unknown,
  numbered: ReadonlyMap<number, Action>,
  origins: ReadonlyMap<Action, object>,
): void {
  for (const [id, task] of Object.entries(openTasks(context))) {
    const action = numbered.get(Number(id));
    const origin = action && origins.get(action);
    // The SDK's tasks for a retry's timers and attempts have no action of their own, but a word.
    if (origin === undefined || typeof task.actionObj !== 'object' || task.actionObj === origin) continue;
    throw new NonDeterminismError(
      `the SDK and the Durable extension number the orchestrator's tasks differently from number ${id} on. ` +
        'A timer cancelled after a retry in the same Task.any does that, and so does yielding a retried call again.',
    );
  }
}

function openTasks(context: unknown): Readonly<Record<string, { readonly actionObj?: unknown }>> {
  const { df } = (context ?? {}) as {
    df?: { taskOrchestratorExecutor?: { openTasks?: Record<string, { actionObj?: unknown }> } };
  };
  return df?.taskOrchestratorExecutor?.openTasks ?? {};
}
