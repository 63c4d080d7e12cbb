import { hash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';

/** The default version of an item or a collection: 132 bits of SHA-256 over its canonical JSON, so that the order of
 * members doesn't matter and equal versions mean equal content. Fit for an ETag. */
export function contentVersion(content: object): string {
  return hash('sha256', canonicalJson(content), 'base64url').slice(0, 22);
}
