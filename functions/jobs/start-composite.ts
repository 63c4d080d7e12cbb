import { OrchestrationRuntimeStatus, type DurableClient } from 'durable-functions';
import type { StartOrchestration, StartOutcome } from '../../lib/jobs/submit-composite.ts';
import { orchestrations } from '../../orchestrations/names.ts';

const alive: ReadonlySet<OrchestrationRuntimeStatus> = new Set([
  OrchestrationRuntimeStatus.Pending,
  OrchestrationRuntimeStatus.Running,
  OrchestrationRuntimeStatus.ContinuedAsNew,
  OrchestrationRuntimeStatus.Suspended,
]);

/** Starts a composite's orchestration under its own id; one that is there already is left alone. */
export function startComposite(client: DurableClient): StartOrchestration {
  return async (instance, input) => {
    const found = await outcomeOf(client, instance);
    if (found) return found;
    try {
      await client.startNew(orchestrations.composite, { instanceId: instance, input });
      return 'running';
    } catch (error) {
      // Someone else may have started it in between.
      const now = await outcomeOf(client, instance);
      if (now) return now;
      throw error;
    }
  };
}

/** undefined when there is no such instance; the client can't tell that from other errors. */
async function outcomeOf(client: DurableClient, instance: string): Promise<StartOutcome | undefined> {
  const status = await client.getStatus(instance).catch(() => undefined);
  if (!status?.runtimeStatus) return undefined;
  return alive.has(status.runtimeStatus) ? 'running' : 'ended';
}
