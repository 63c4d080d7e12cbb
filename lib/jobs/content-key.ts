import { createHash } from 'node:crypto';
import { canonicalJson } from '../catalog/canonical-json.ts';

/** A short id that equal content always gets: the first 128 bits of SHA-256 over canonical JSON, in base 32 hex (26 characters, lower case). */
export function contentKey(...content: readonly unknown[]): string {
  const digest = createHash('sha256').update(canonicalJson(content)).digest('hex').slice(0, 32);
  return BigInt(`0x${digest}`).toString(32).padStart(26, '0');
}
