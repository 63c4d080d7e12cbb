import type { Decision } from './action.ts';
import { EventType } from './history.ts';
import type {
  EventSent,
  HistoryEvent,
  Scheduled,
  SubOrchestrationCreated,
  TaskScheduled,
  TimerCreated,
} from './history.ts';
import { NonDeterminismError } from './non-determinism.ts';
import { replay } from './replay.ts';
import { checkSdkNumbers } from './sdk-numbers.ts';

/** What one run of an orchestrator changes. */
export interface EpisodeResult {
  /** To be appended to the history. */
  readonly scheduled: readonly Scheduled[];
  readonly customStatus: string | undefined;
  readonly next:
    | { readonly status: 'Running' }
    | { readonly status: 'Completed'; readonly output: string }
    | { readonly status: 'Failed'; readonly message: string; readonly details: string }
    | { readonly status: 'ContinuedAsNew'; readonly input: string };
  readonly warnings: readonly string[];
}

/** Judges a decision over the history it was made on: what is to be scheduled, and whether the orchestration has ended.
 * A breach of the programming model ends it as Failed.
 * @param context invocation context of the orchestrator, for comparing numbers with the SDK */
export function runEpisode(
  orchestration: { readonly name: string; readonly execution: string },
  history: readonly HistoryEvent[],
  decision: Decision,
  context?: unknown,
): EpisodeResult {
  const { customStatus } = decision;
  try {
    const replayed = replay(decision.actions, history, orchestration.execution);
    if (decision.reused.length > 0)
      throw new NonDeterminismError(
        'a task that had been scheduled before was given to another Task.any or Task.all; the Durable extension schedules it a second time.',
      );
    checkSdkNumbers(context, replayed.numbered, decision.origins);
    const warnings: string[] = [];
    const next = replayed.finished ? ending(orchestration.name, decision) : ({ status: 'Running' } as const);
    if (next.status === 'ContinuedAsNew' && replayed.buffered.length > 0)
      warnings.push(`continueAsNew drops events that were not waited for: ${replayed.buffered.join(', ')}`);
    if (next.status === 'Completed' && replayed.openTimers > 0)
      warnings.push(
        `${replayed.openTimers} timers were neither awaited nor cancelled: cancel those that lose a Task.any`,
      );
    return { scheduled: replayed.scheduled, customStatus, next, warnings };
  } catch (error) {
    if (!(error instanceof NonDeterminismError)) throw error;
    return {
      scheduled: [],
      customStatus,
      next: {
        status: 'Failed',
        message: `Orchestrator function '${orchestration.name}' failed: ${error.message}`,
        details: '',
      },
      warnings: [error.message],
    };
  }
}

function ending(name: string, { actions, outcome }: Decision): EpisodeResult['next'] {
  if (outcome.kind === 'waiting') return { status: 'Running' };
  if (outcome.kind === 'failed')
    return {
      status: 'Failed',
      message: `Orchestrator function '${name}' failed: ${outcome.message}`,
      details: outcome.details,
    };
  const again = actions.findLast((action) => action.kind === 'continueAsNew');
  return again ? { status: 'ContinuedAsNew', input: again.input } : { status: 'Completed', output: outcome.output };
}

/** What was scheduled, by where it goes. */
export function partition(scheduled: readonly Scheduled[]) {
  const of = <E extends Scheduled>(type: E['EventType']): E[] =>
    scheduled.filter((event): event is E => event.EventType === type);
  return {
    activities: of<TaskScheduled>(EventType.TaskScheduled),
    children: of<SubOrchestrationCreated>(EventType.SubOrchestrationInstanceCreated),
    timers: of<TimerCreated>(EventType.TimerCreated),
    requests: of<EventSent>(EventType.EventSent),
  };
}
