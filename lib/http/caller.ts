import { AsyncLocalStorage } from 'node:async_hooks';
import type { HttpRequest } from '@azure/functions';

const callers = new AsyncLocalStorage<string>();

/** Runs `work`, and whatever it starts, as done for a caller. */
export function asCaller<T>(caller: string, work: () => Promise<T>): Promise<T> {
  return callers.run(caller, work);
}

/** On whose behalf this runs; undefined for the app's own work (queues, timers, orchestrations). */
export function currentCaller(): string | undefined {
  return callers.getStore();
}

/** Who calls: the address that the front end saw, which it appends to `x-forwarded-for`; what stands before it is the
 * caller's own word. Keys don't count: on anonymous routes nobody checks them, and whoever makes them up would be a new
 * caller with each request. */
export function callerOf(request: Pick<HttpRequest, 'headers'>): string {
  const last = request.headers.get('x-forwarded-for')?.split(',').at(-1)?.trim();
  if (!last) return 'direct';
  // IPv4 comes with the port of one connection, IPv6 in brackets then.
  return /^\[(.+)\](?::\d+)?$/.exec(last)?.[1] ?? /^([\d.]+):\d+$/.exec(last)?.[1] ?? last;
}
