import { nextOccurrence } from './ncrontab.ts';
import type { Schedule } from './ncrontab.ts';
import type { TimerStore } from './timer-store.ts';

/** What the trigger tells the function; the library makes the names camelCase. */
export interface TimerInfo {
  readonly Schedule: { readonly AdjustForDST: boolean };
  readonly ScheduleStatus: { readonly Last: string; readonly Next: string; readonly LastUpdated: string };
  readonly IsPastDue: boolean;
}

export interface TimerOptions {
  readonly name: string;
  readonly schedule: Schedule;
  readonly runOnStartup: boolean;
  /** False when a missed occurrence is of no interest. Azure never monitors schedules of less than a minute. */
  readonly useMonitor: boolean;
}

export interface TimerListener {
  /** Starts no further run, and waits for the one that is on. */
  stop(): Promise<void>;
}

/** setTimeout takes 31 bits of milliseconds. */
const longestWait = 2 ** 31 - 1;

/** Runs a timer function on its schedule, never two runs at once; an occurrence that passed while the host was down, or
 * while a run took too long, is run once, late. */
export function listenToTimer(
  options: TimerOptions,
  deps: { readonly run: (info: TimerInfo) => Promise<void>; readonly store: TimerStore; readonly now?: () => Date },
): TimerListener {
  const { name, schedule, useMonitor } = options;
  const now = deps.now ?? (() => new Date());
  let timeout: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let stopped = false;

  function start(next: Date, isPastDue: boolean): void {
    const last = now();
    const following = nextOccurrence(schedule, isPastDue || next < last ? last : next);
    const status = { last, next: following };
    running = deps
      .run({
        Schedule: { AdjustForDST: true },
        ScheduleStatus: {
          Last: (deps.store.load(name)?.last ?? new Date(0)).toISOString(),
          Next: following.toISOString(),
          LastUpdated: last.toISOString(),
        },
        IsPastDue: isPastDue,
      })
      .finally(() => {
        // Saved after the run: a run that dies with the process is past due at the next start.
        if (useMonitor) deps.store.save(name, status);
        running = undefined;
        const late = following <= now();
        if (!stopped) wait(following, late && useMonitor);
      });
  }

  function wait(next: Date, isPastDue: boolean): void {
    const milliseconds = next.getTime() - now().getTime();
    timeout = setTimeout(
      () => (milliseconds > longestWait ? wait(next, isPastDue) : start(next, isPastDue)),
      Math.min(Math.max(milliseconds, 0), longestWait),
    );
  }

  const known = useMonitor ? deps.store.load(name) : undefined;
  const due = known === undefined ? undefined : nextOccurrence(schedule, known.last);
  const isPastDue = due !== undefined && due < now();
  if (isPastDue || options.runOnStartup) start(now(), isPastDue);
  else {
    const next = nextOccurrence(schedule, now());
    if (useMonitor) deps.store.save(name, { last: known?.last ?? now(), next });
    wait(next, false);
  }
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timeout);
      await running;
    },
  };
}
