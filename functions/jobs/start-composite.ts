import type { DurableClient } from 'durable-functions';
import type { CompositeInput } from '../../orchestrations/names.ts';
import { orchestrations } from '../../orchestrations/names.ts';

/** Starts a composite's orchestration under its own id; one that is there already is left alone. */
export function startComposite(client: DurableClient): (instance: string, input: CompositeInput) => Promise<void> {
  return async (instance, input) => {
    const found = await client.getStatus(instance).catch(() => undefined);
    if (found?.runtimeStatus) return;
    await client.startNew(orchestrations.composite, { instanceId: instance, input });
  };
}
