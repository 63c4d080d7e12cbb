import { createHash } from 'node:crypto';

/** A short id that equal content always gets: the first 128 bits of SHA-256 over canonical JSON, in base 32 hex (26 characters, lower case). */
export function contentKey(...content: readonly unknown[]): string {
  const digest = createHash('sha256').update(canonicalJson(content)).digest('hex').slice(0, 32);
  return BigInt(`0x${digest}`).toString(32).padStart(26, '0');
}

/** JSON with sorted keys and without undefined members. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((entry) => canonicalJson(entry ?? null)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(',')}}`;
}
