import { createHash, timingSafeEqual } from 'node:crypto';
import type { AuthLevel } from './router.ts';

export interface FunctionKeys {
  /** Opens every function with authLevel `function`. */
  readonly host?: string;
  /** Opens everything, also authLevel `admin`. */
  readonly master?: string;
  /** Key of one function, by its name. */
  readonly functions?: Readonly<Record<string, string>>;
}

/** What of a request decides whether it needs a key. */
export interface Caller {
  readonly method: string;
  /** IP address of the socket's other end. */
  readonly remoteAddress: string | undefined;
  /** Header Host. */
  readonly host: string | undefined;
  /** Header Origin. */
  readonly origin: string | undefined;
  /** Header x-functions-key, else query parameter `code`. */
  readonly key: string | undefined;
}

/** Whether a caller may run a function.
 * @param requireKeys false: like `func start`, callers on this machine need no key */
export function isAuthorized(
  caller: Caller,
  target: { readonly name: string; readonly authLevel: AuthLevel },
  keys: FunctionKeys,
  requireKeys: boolean,
): boolean {
  if (target.authLevel === 'anonymous') return true;
  if (!requireKeys && isLocalCaller(caller)) return true;
  const opens = target.authLevel === 'admin' ? [keys.master] : [keys.master, keys.host, keys.functions?.[target.name]];
  return opens.some((key) => key !== undefined && caller.key !== undefined && sameKey(key, caller.key));
}

/** A caller on this machine that no foreign web page has sent: the name it used rules out DNS rebinding, and
 * browsers name the page's origin in every request that writes. */
export function isLocalCaller({ method, remoteAddress, host, origin }: Caller): boolean {
  if (remoteAddress === undefined || !isLoopbackAddress(remoteAddress)) return false;
  if (host === undefined || !isLoopbackName(host)) return false;
  const reads = method === 'GET' || method === 'HEAD';
  return reads || origin === undefined || URL.parse(origin)?.host === host;
}

const isLoopbackAddress = (address: string): boolean => /^(::1|(::ffff:)?127(\.\d{1,3}){3})$/.test(address);

const isLoopbackName = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i.test(host);

function sameKey(expected: string, given: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(expected), digest(given));
}
