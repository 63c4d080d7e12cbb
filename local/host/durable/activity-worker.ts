import type { RegisteredFunction } from '../core-module.ts';
import { messageOf } from '../host-log.ts';
import type { Invoke } from '../invoke.ts';
import { textOf } from '../typed-data.ts';
import type { DurableStore, Work } from './durable-store.ts';
import { EventType } from './history.ts';
import type { EventBody } from './history.ts';
import { toJson } from './sdk-protocol.ts';

/** Runs one activity and commits its result, once: a result whose work is gone already is dropped. */
export async function runActivity(
  work: Work,
  deps: {
    readonly store: DurableStore;
    readonly invoke: Invoke;
    readonly activity: (name: string) => RegisteredFunction | undefined;
  },
): Promise<void> {
  const result = await perform(work, deps);
  deps.store.transact(() => {
    if (deps.store.endWork(work.seq)) deps.store.send(work.address, result);
  });
}

async function perform(
  { taskId: TaskScheduledId, name, input, address }: Work,
  {
    invoke,
    activity,
  }: { readonly invoke: Invoke; readonly activity: (name: string) => RegisteredFunction | undefined },
): Promise<EventBody> {
  const failed = (Reason: string, Details: string): EventBody => ({
    EventType: EventType.TaskFailed,
    TaskScheduledId,
    Reason: `Activity function '${name}' failed: ${Reason}`,
    Details,
  });
  const fn = activity(name);
  if (fn === undefined) return failed('it does not exist or is not an activity function', '');
  try {
    const { returnValue } = await invoke(fn, {
      trigger: { json: input },
      triggerMetadata: { InstanceId: { string: address.instanceId } },
    });
    const text = returnValue === null || returnValue === undefined ? 'null' : textOf(returnValue);
    const Result = returnValue?.string === undefined ? text : toJson(text);
    return { EventType: EventType.TaskCompleted, TaskScheduledId, Result };
  } catch (error) {
    return failed(messageOf(error), (error instanceof Error && error.stack) || '');
  }
}
