import type { Geometry } from 'geojson';

/** CQL2 as one AST; text and JSON parse to it. It follows the CQL2-JSON encoding closely:
 * `op` is spelt as the JSON encoding spells it (`isNull`, `a_containedBy`, `t_metBy`; functions keep their own name),
 * `a NOT LIKE b` is `not(like(a, b))`, an open end of an interval is the literal `'..'`.
 * @see OGC 21-065r2 */
export type Cql2 =
  | Cql2Operation
  | Cql2Property
  | { readonly date: string }
  | { readonly timestamp: string }
  | { readonly interval: readonly [Cql2, Cql2] }
  | { readonly geometry: Geometry }
  | { readonly bbox: Cql2Bbox }
  | { readonly array: readonly Cql2[] }
  | Cql2Literal;

export interface Cql2Operation {
  readonly op: string;
  readonly args: readonly Cql2[];
}

export interface Cql2Property {
  readonly property: string;
}

export interface Cql2Literal {
  readonly literal: string | number | boolean | null;
}

/** Degrees WGS 84; west > east crosses ±180°. The six-number form carries heights, which no predicate looks at. */
export type Cql2Bbox =
  | readonly [west: number, south: number, east: number, north: number]
  | readonly [west: number, south: number, low: number, east: number, north: number, high: number];

/** The parts of a node that are nodes themselves. */
export function childrenOf(node: Cql2): readonly Cql2[] {
  if ('args' in node) return node.args;
  if ('array' in node) return node.array;
  if ('interval' in node) return node.interval;
  return [];
}
