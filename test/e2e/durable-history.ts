import { ask } from '../helpers/stack-api.ts';

/** An activity, sub-orchestration or timer that an orchestration's history has as done. */
export interface CompletedEvent {
  readonly instance: string;
  /** Number of the event that scheduled it. */
  readonly scheduled: number;
  readonly time: string;
}

/** What Durable's own management API tells; none of an instance that is not there yet. */
export async function completedEvents(base: string, instance: string): Promise<readonly CompletedEvent[]> {
  const url = `${base}/runtime/webhooks/durabletask/instances/${instance}?showHistory=true`;
  const { historyEvents } = await ask<{
    historyEvents: { EventType: string; TaskScheduledId?: number; TimerId?: number; Timestamp: string }[] | null;
  }>(url);
  return (historyEvents ?? []).flatMap(({ EventType, TaskScheduledId, TimerId, Timestamp }) =>
    /^(?:TaskCompleted|SubOrchestrationInstanceCompleted|TimerFired)$/.test(EventType)
      ? [{ instance, scheduled: TaskScheduledId ?? TimerId ?? NaN, time: Timestamp }]
      : [],
  );
}
