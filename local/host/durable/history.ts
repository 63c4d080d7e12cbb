/** Events of an orchestration's history, as the extension numbers and spells them. */
export const EventType = {
  ExecutionStarted: 0,
  ExecutionTerminated: 3,
  TaskScheduled: 4,
  TaskCompleted: 5,
  TaskFailed: 6,
  SubOrchestrationInstanceCreated: 7,
  SubOrchestrationInstanceCompleted: 8,
  SubOrchestrationInstanceFailed: 9,
  TimerCreated: 10,
  TimerFired: 11,
  OrchestratorStarted: 12,
  OrchestratorCompleted: 13,
  EventSent: 14,
  EventRaised: 15,
  ExecutionSuspended: 19,
  ExecutionResumed: 20,
} as const;

interface Base<Type extends number> {
  readonly EventType: Type;
  /** Number of the action that scheduled something; -1 for all else. */
  readonly EventId: number;
  readonly IsPlayed: boolean;
  /** RFC 3339. */
  readonly Timestamp: string;
}

type T = typeof EventType;
interface Failure {
  readonly TaskScheduledId: number;
  readonly Reason: string;
  readonly Details: string;
}
/** JSON text of a result; `null` for nothing. */
interface Success {
  readonly TaskScheduledId: number;
  readonly Result: string;
}

export type ExecutionStarted = Base<T['ExecutionStarted']> & { readonly Name: string; readonly Input: string };
export type TaskScheduled = Base<T['TaskScheduled']> & { readonly Name: string; readonly Input: string };
export type SubOrchestrationCreated = Base<T['SubOrchestrationInstanceCreated']> & {
  readonly Name: string;
  readonly Input: string;
  readonly InstanceId: string;
};
export type TimerCreated = Base<T['TimerCreated']> & { readonly FireAt: string };
export type EventSent = Base<T['EventSent']> & {
  readonly Name: string;
  /** Scheduler id of the entity, `@name@key`. */
  readonly InstanceId: string;
  /** JSON text of the request. */
  readonly Input: string;
};
export type Scheduled = TaskScheduled | SubOrchestrationCreated | TimerCreated | EventSent;

export type HistoryEvent =
  | ExecutionStarted
  | Scheduled
  | (Base<T['TaskCompleted']> & Success)
  | (Base<T['TaskFailed']> & Failure)
  | (Base<T['SubOrchestrationInstanceCompleted']> & Success)
  | (Base<T['SubOrchestrationInstanceFailed']> & Failure)
  | (Base<T['TimerFired']> & { readonly TimerId: number; readonly FireAt: string })
  | (Base<T['EventRaised']> & { readonly Name: string; readonly Input: string })
  | (Base<T['ExecutionTerminated']> & { readonly Reason: string })
  | (Base<T['ExecutionSuspended']> & { readonly Reason: string })
  | (Base<T['ExecutionResumed']> & { readonly Reason: string })
  | Base<T['OrchestratorStarted']>
  | Base<T['OrchestratorCompleted']>;

type WithoutBase<E> = E extends HistoryEvent ? Omit<E, 'EventId' | 'IsPlayed' | 'Timestamp'> : never;
/** An event before it has a place in a history. */
export type EventBody = WithoutBase<HistoryEvent>;

/** @param id number of the action that the event records */
export const historyEvent = (body: EventBody, at: Date, id = -1): HistoryEvent => ({
  ...body,
  EventId: id,
  IsPlayed: false,
  Timestamp: at.toISOString(),
});
