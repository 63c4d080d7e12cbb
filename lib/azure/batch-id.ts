import { createHash } from 'node:crypto';

const longest = 64;
const hashLength = 12;

/** A Batch job or task id for any text: what Batch takes stays as it is; other texts have foreign characters replaced by
 * `-`, are cut, and end with a hash of the whole, so that two never become one. Batch compares ids without regard to case. */
export function batchId(text: string): string {
  if (/^[A-Za-z0-9_-]{1,64}$/.test(text)) return text;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, hashLength);
  const readable = text.replaceAll(/[^A-Za-z0-9_-]+/g, '-').slice(0, longest - hashLength - 1);
  return `${readable}-${hash}`;
}
