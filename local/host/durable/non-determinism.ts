import { EventType } from './history.ts';
import type { Scheduled } from './history.ts';

/** The code of an orchestrator did something else than the history says that it did. */
export class NonDeterminismError extends Error {
  constructor(message: string) {
    super(`Non-Deterministic workflow detected: ${message}`);
    this.name = 'NonDeterminismError';
  }
}

const kinds: Readonly<Record<Scheduled['EventType'], string>> = {
  [EventType.TaskScheduled]: 'an activity task',
  [EventType.SubOrchestrationInstanceCreated]: 'a sub-orchestration',
  [EventType.TimerCreated]: 'a timer',
  [EventType.EventSent]: 'an event',
};

/** Compares what an earlier run scheduled with what this run scheduled under the same number. The extension compares
 * kinds and names. Inputs and times are compared too: they differ when an orchestrator reads a clock or draws a random
 * number, which in Azure goes wrong only later.
 * @param found undefined when this run has scheduled nothing under the number
 * @throws {NonDeterminismError} */
export function checkReplayed(expected: Scheduled, found: Scheduled | undefined): void {
  const what = `a previous execution of this orchestration scheduled ${describe(expected)} with sequence number ${expected.EventId}`;
  const hint = 'Was a change made to the orchestrator code after this instance had already started running?';
  if (found === undefined)
    throw new NonDeterminismError(`${what}, but the current replay execution hasn't (yet?) scheduled it. ${hint}`);
  if (expected.EventType !== found.EventType || nameOf(expected)?.toLowerCase() !== nameOf(found)?.toLowerCase())
    throw new NonDeterminismError(
      `${what}, but the current orchestration replay instead scheduled ${describe(found)}. ${hint}`,
    );
  const [was, is] = [argumentsOf(expected), argumentsOf(found)];
  if (was !== is)
    throw new NonDeterminismError(
      `${what} with ${was}, but the current orchestration replay gave it ${is}. Does the orchestrator use a clock, random numbers or the environment?`,
    );
}

const nameOf = (event: Scheduled): string | undefined => ('Name' in event ? event.Name : undefined);

function describe(event: Scheduled): string {
  const name = nameOf(event);
  return name === undefined ? kinds[event.EventType] : `${kinds[event.EventType]} named '${name}'`;
}

function argumentsOf(event: Scheduled): string {
  if ('FireAt' in event) return event.FireAt;
  return 'InstanceId' in event ? `${event.InstanceId} ${event.Input}` : event.Input;
}
