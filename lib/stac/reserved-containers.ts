/** Containers of the Functions host, of Durable and of our own jobs hold keys and state: no collection may publish them. */
export function isReservedContainer(name: string): boolean {
  return /^(?:azure-webjobs-|revisit-jobs$|\$)|-(?:leases|largemessages|applease)$/.test(name);
}
