import type { HistoryEvent } from './history.ts';
import { EventType } from './history.ts';
import type { Instance } from './instance.ts';

/** Times in a status have whole seconds, as the extension writes them. */
const seconds = (time: Date): string => `${time.toISOString().slice(0, 19)}Z`;

/** An instance as the management API shows it.
 * @param history JSON texts of its events, when wanted */
export function statusDocument(
  instance: Instance,
  options: { readonly showInput: boolean; readonly history?: readonly string[]; readonly showHistoryOutput?: boolean },
): object {
  const value = (json: string | undefined): unknown => (json === undefined ? null : JSON.parse(json));
  return {
    name: instance.name,
    instanceId: instance.id,
    runtimeStatus: instance.status,
    input: options.showInput ? value(instance.input) : null,
    customStatus: value(instance.customStatus),
    output: value(instance.output),
    createdTime: seconds(instance.created),
    lastUpdatedTime: seconds(instance.updated),
    ...(options.history ? { historyEvents: historyDocument(options.history, options.showHistoryOutput ?? false) } : {}),
  };
}

const names = Object.fromEntries(Object.entries(EventType).map(([name, number]) => [number, name]));

function historyDocument(history: readonly string[], showOutput: boolean): object[] {
  return history
    .map((text) => JSON.parse(text) as HistoryEvent)
    .filter(({ EventType: type }) => type !== EventType.OrchestratorStarted && type !== EventType.OrchestratorCompleted)
    .map((event) => {
      const { EventType: type, IsPlayed: _, EventId: id, ...rest } = event;
      const { Input: __, Result, ...shown } = rest as typeof rest & { Input?: string; Result?: string };
      return {
        EventType: names[type],
        EventId: id,
        ...shown,
        ...(showOutput && Result ? { Result: JSON.parse(Result) as unknown } : {}),
      };
    });
}
