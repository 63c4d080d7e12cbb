import type { Invoke } from './invoke.ts';
import type { Log } from './host-log.ts';

export interface Invocations {
  readonly invoke: Invoke;
  /** Resolves when no invocation runs. */
  idle(): Promise<void>;
}

/** Counts running invocations, so that the host can be drained, and tells of those over host.json's functionTimeout,
 * which Azure would end and one process can't. */
export function trackInvocations(invoke: Invoke, functionTimeout: number, log: Log): Invocations {
  const running = new Set<Promise<unknown>>();
  return {
    invoke: (fn, request) => {
      const timer = setTimeout(() => {
        const message = `still running after functionTimeout (${functionTimeout / 1000} s): Azure would have ended it`;
        log({ level: 'warning', source: 'host', function: fn.name, message });
      }, functionTimeout).unref();
      const invocation = invoke(fn, request).finally(() => {
        clearTimeout(timer);
        running.delete(invocation);
      });
      running.add(invocation);
      return invocation;
    },
    idle: async () => {
      while (running.size > 0) await Promise.allSettled(running);
    },
  };
}
