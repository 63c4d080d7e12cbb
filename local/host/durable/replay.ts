import type { Action, ActivityAction, EntityAction, RetryOptions, SubOrchestrationAction } from './action.ts';
import { EventType } from './history.ts';
import type { HistoryEvent, Scheduled } from './history.ts';
import { NonDeterminismError, checkReplayed } from './non-determinism.ts';

/** What the extension makes of an orchestrator's actions over its history. */
export interface Replay {
  /** Scheduled by this run and not yet in the history, in order. */
  readonly scheduled: readonly Scheduled[];
  /** Every action has been waited for: what the orchestrator returned or threw may count. */
  readonly finished: boolean;
  /** What each number stands for. */
  readonly numbered: ReadonlyMap<number, Action>;
  /** Names of events that came and were never waited for. */
  readonly buffered: readonly string[];
  /** Timers that were neither fired nor cancelled. */
  readonly openTimers: number;
}

/** Replays actions as the Durable extension does in .NET: it starts the first, waits for it, starts the second, and so on,
 * while the history's events come in one by one. Each thing that is scheduled takes the next number. That is why
 * numbers, and so determinism, depend on the order of events as well as of actions.
 *
 * Failures don't stop it: `Task.all` waits for every child, as `Task.WhenAll` does, also when the SDK has gone on. A
 * retried call takes a number for each attempt and for the timer after each failure, the last one included.
 * @param execution id of the run since the instance was started or continued as new; makes ids of children
 * @throws {NonDeterminismError} when the actions contradict the history */
export function replay(actions: readonly Action[], history: readonly HistoryEvent[], execution: string): Replay {
  let now = new Date(0);
  let nextNumber = 0;
  const numbered = new Map<number, Action>();
  const unrecorded = new Map<number, Scheduled>();
  const open = new Map<number, (failed: boolean) => void>();
  const openCalls = new Map<string, () => void>();
  const openTimers = new Set<number>();
  const waiting = new Map<string, (() => void)[]>();
  const buffered = new Map<string, number>();

  type NewEvent = Scheduled extends infer E
    ? E extends Scheduled
      ? Omit<E, 'EventId' | 'IsPlayed' | 'Timestamp'>
      : never
    : never;
  function schedule(action: Action, event: (number: number) => NewEvent): number {
    const number = nextNumber++;
    numbered.set(number, action);
    const base = { EventId: number, IsPlayed: false, Timestamp: now.toISOString() };
    unrecorded.set(number, { ...event(number), ...base });
    return number;
  }

  function call(action: ActivityAction | SubOrchestrationAction, settled: (failed: boolean) => void): void {
    const { name: Name, input: Input } = action;
    const number = schedule(action, (id) =>
      action.kind === 'activity'
        ? { EventType: EventType.TaskScheduled, Name, Input }
        : {
            EventType: EventType.SubOrchestrationInstanceCreated,
            Name,
            Input,
            InstanceId: action.instanceId ?? `${execution}:${id}`,
          },
    );
    open.set(number, settled);
  }

  function timer(action: Action, fireAt: Date, fired: () => void): number {
    const number = schedule(action, () => ({ EventType: EventType.TimerCreated, FireAt: fireAt.toISOString() }));
    openTimers.add(number);
    open.set(number, fired);
    return number;
  }

  function callWithRetry(
    action: ActivityAction | SubOrchestrationAction,
    retry: RetryOptions,
    settled: () => void,
    attempt = 1,
  ): void {
    call(action, (failed) => {
      if (!failed) return settled();
      const delay = Math.min(
        retry.firstRetryInterval * retry.backoffCoefficient ** (attempt - 1),
        retry.maxRetryInterval,
      );
      timer(action, new Date(now.getTime() + delay), () =>
        attempt < retry.maxNumberOfAttempts ? callWithRetry(action, retry, settled, attempt + 1) : settled(),
      );
    });
  }

  function sendToEntity(action: EntityAction, answered: () => void): void {
    schedule(action, (number) => {
      const id = `${execution}:${number}`;
      if (action.kind === 'call') openCalls.set(id, answered);
      const request = { op: action.operation, id, input: action.input, signal: action.kind === 'signal' };
      return { EventType: EventType.EventSent, Name: 'op', InstanceId: action.entity, Input: JSON.stringify(request) };
    });
    if (action.kind === 'signal') answered();
  }

  function waitForEvent(name: string, raised: () => void): void {
    const count = buffered.get(name) ?? 0;
    if (count > 0) {
      buffered.set(name, count - 1);
      raised();
    } else waiting.set(name, [...(waiting.get(name) ?? []), raised]);
  }

  /** Starts every child before any of them can be the end of the compound. */
  function startAll(children: readonly Action[], needed: number, settled: () => void): void {
    let left = needed;
    let started = false;
    for (const child of children) start(child, () => (left -= 1) === 0 && started && settled());
    started = true;
    if (left <= 0) settled();
  }

  function start(action: Action, settled: () => void): void {
    switch (action.kind) {
      case 'activity':
      case 'subOrchestration':
        return action.retry ? callWithRetry(action, action.retry, settled) : call(action, settled);
      case 'timer': {
        const number = timer(action, action.fireAt, settled);
        if (!action.isCanceled) return undefined;
        // .NET cancels the task at once: a timer that was cancelled later was never waited for, on a replay.
        open.delete(number);
        openTimers.delete(number);
        return settled();
      }
      case 'call':
      case 'signal':
        return sendToEntity(action, settled);
      case 'waitForEvent':
        return waitForEvent(action.name.toLowerCase(), settled);
      case 'continueAsNew':
        return settled();
      case 'all':
        return startAll(action.actions, action.actions.length, settled);
      case 'any':
        return startAll(action.actions, 1, settled);
      default:
        throw new NonDeterminismError(action.reason);
    }
  }

  let position = 0;
  let finished = false;
  function proceed(): void {
    for (let settledAtOnce = true; settledAtOnce;) {
      const action = actions[position++];
      if (action === undefined) {
        finished = true;
        return;
      }
      let returned = false;
      settledAtOnce = false;
      // oxlint-disable-next-line no-loop-func -- each turn has its own flags, and the last one goes on
      start(action, () => {
        if (returned) proceed();
        else settledAtOnce = true;
      });
      returned = true;
    }
  }

  function settle(number: number, failed: boolean): void {
    const settled = open.get(number);
    open.delete(number);
    openTimers.delete(number);
    settled?.(failed); // nothing is open for a result that comes twice
  }

  function raise(event: string): void {
    const answered = openCalls.get(event);
    if (answered) {
      openCalls.delete(event);
      return answered();
    }
    const name = event.toLowerCase();
    const raised = waiting.get(name)?.pop();
    if (raised) return raised();
    buffered.set(name, (buffered.get(name) ?? 0) + 1);
    return undefined;
  }

  for (const event of history) {
    switch (event.EventType) {
      case EventType.OrchestratorStarted:
        now = new Date(event.Timestamp);
        break;
      case EventType.ExecutionStarted:
        proceed();
        break;
      case EventType.TaskScheduled:
      case EventType.SubOrchestrationInstanceCreated:
      case EventType.TimerCreated:
      case EventType.EventSent:
        checkReplayed(event, unrecorded.get(event.EventId));
        unrecorded.delete(event.EventId);
        break;
      case EventType.TaskCompleted:
      case EventType.SubOrchestrationInstanceCompleted:
        settle(event.TaskScheduledId, false);
        break;
      case EventType.TaskFailed:
      case EventType.SubOrchestrationInstanceFailed:
        settle(event.TaskScheduledId, true);
        break;
      case EventType.TimerFired:
        settle(event.TimerId, false);
        break;
      case EventType.EventRaised:
        raise(event.Name);
        break;
      default:
        break;
    }
  }
  return {
    scheduled: [...unrecorded.values()],
    finished,
    numbered,
    buffered: [...buffered].filter(([, count]) => count > 0).map(([name]) => name),
    openTimers: openTimers.size,
  };
}
