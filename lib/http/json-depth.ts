import { invalid } from '../errors.ts';

/** Deeper than any STAC document or filter that means something. */
const maxDepth = 256;

/** Refuses JSON that is nested so deep that working through it would exhaust the stack.
 * @throws {InvalidInputError} naming the top-level member, or `body` */
export function checkDepth(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    if (isDeep(member)) {
      throw invalid(Array.isArray(value) ? 'body' : name, `nested more than ${maxDepth} levels deep`);
    }
  }
}

function isDeep(value: unknown): boolean {
  let level = objectsIn([value]);
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > maxDepth) return true;
    level = level.flatMap((container) => objectsIn(Object.values(container)));
  }
  return false;
}

function objectsIn(values: readonly unknown[]): object[] {
  return values.filter((value) => typeof value === 'object' && value !== null);
}
