import type { Geometry } from 'geojson';

/** CQL2 as one AST; text and JSON parse to it. It follows the CQL2-JSON encoding closely, normalised:
 * operators are lower case, `between`/`in`/`like`/`isNull` keep their own op, dates are `{date}`/`{timestamp}`/`{interval}`.
 * @see OGC 21-065r2 */
export type Cql2 =
  | { readonly op: string; readonly args: readonly Cql2[] }
  | { readonly property: string }
  | { readonly date: string }
  | { readonly timestamp: string }
  | { readonly interval: readonly [Cql2, Cql2] }
  | { readonly geometry: Geometry }
  | { readonly array: readonly Cql2[] }
  | { readonly literal: string | number | boolean | null };
