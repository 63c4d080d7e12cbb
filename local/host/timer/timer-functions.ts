import type { RegisteredFunction } from '../core-module.ts';
import { messageOf } from '../host-log.ts';
import type { Log } from '../host-log.ts';
import type { Invoke, InvocationResponse } from '../invoke.ts';
import { resolveSettings } from '../settings.ts';
import { nextOccurrence, parseNcrontab } from './ncrontab.ts';
import { listenToTimer } from './timer-listener.ts';
import type { TimerListener } from './timer-listener.ts';
import type { TimerStore } from './timer-store.ts';

/** Starts every timer function. */
export function startTimerFunctions(
  functions: Iterable<RegisteredFunction>,
  deps: {
    readonly settings: Readonly<Record<string, string | undefined>>;
    readonly store: TimerStore;
    readonly invoke: Invoke;
    readonly sendOutputs: (fn: RegisteredFunction, response: InvocationResponse) => Promise<void>;
    readonly log: Log;
  },
): readonly TimerListener[] {
  return [...functions].flatMap((fn) => {
    const binding = Object.values(fn.bindings).find(({ type }) => type === 'timerTrigger');
    if (binding === undefined) return [];
    const schedule = parseNcrontab(resolveSettings(String(binding['schedule']), deps.settings));
    const first = nextOccurrence(schedule, new Date());
    const interval = nextOccurrence(schedule, first).getTime() - first.getTime();
    return listenToTimer(
      {
        name: fn.name,
        schedule,
        runOnStartup: binding['runOnStartup'] === true,
        useMonitor: binding['useMonitor'] !== false && interval >= 60_000,
      },
      {
        store: deps.store,
        run: async (info) => {
          try {
            await deps.sendOutputs(fn, await deps.invoke(fn, { trigger: { json: JSON.stringify(info) } }));
          } catch (error) {
            deps.log({ level: 'error', source: 'host', function: fn.name, message: messageOf(error) });
          }
        },
      },
    );
  });
}
