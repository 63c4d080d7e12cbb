import { invalid } from '../errors.ts';
import { childrenOf, type Cql2 } from './cql2.ts';

/** What a filter may cost before it is refused. */
export const cql2Limits = {
  /** Characters of text. */
  text: 1_000_000,
  /** Levels of nesting; chains of AND and OR are one level. */
  depth: 100,
  nodes: 20_000,
} as const;

/** Walks without recursion, since it guards against what would overflow the stack.
 * @throws {InvalidInputError} field `filter` */
export function checkLimits(filter: Cql2, field: string): Cql2 {
  const stack: [node: Cql2, depth: number][] = [[filter, 1]];
  let nodes = 0;
  for (let top = stack.pop(); top; top = stack.pop()) {
    const [node, depth] = top;
    if (depth > cql2Limits.depth) throw tooDeep(field);
    for (const child of childrenOf(node)) stack.push([child, depth + 1]);
    nodes++;
    if (nodes + stack.length > cql2Limits.nodes) throw invalid(field, `more than ${cql2Limits.nodes} terms`);
  }
  return filter;
}

export function tooDeep(field: string) {
  return invalid(field, `nested deeper than ${cql2Limits.depth} levels`);
}
