import type { Geometry } from 'geojson';
import { isRound, twiceAround, uncut } from './antimeridian.ts';
import type { Bbox2D } from './bbox.ts';
import { boxContains, prepareIntersects, turns } from './intersects.ts';
import { planarBox } from './planar-box.ts';
import { dimensionOf, relate, type Matrix } from './relate.ts';
import { toShape, type Shape } from './shape.ts';

/** The relations of OGC 06-103r4 §6.1.15.3, named as CQL2 does without its `s_`. */
export type SpatialRelation =
  | 'intersects'
  | 'disjoint'
  | 'equals'
  | 'touches'
  | 'within'
  | 'contains'
  | 'overlaps'
  | 'crosses';

/** Prepares `a relation b` for a fixed b. Geometries that are cut at ±180° mean the same as those that run past it, which
 * are compared at every turn at which their boxes meet; one turn at which the relation holds is enough, except that
 * geometries which touch on one side and share an interior on the other don't touch. */
export function prepareRelation(relation: SpatialRelation, b: Geometry): (a: Geometry) => boolean {
  if (relation === 'intersects') return prepareIntersects(b);
  if (relation === 'disjoint') {
    const meets = prepareIntersects(b);
    return (a) => !meets(a);
  }
  const isBRound = isRound(b);
  const shape = toShape(isBRound ? b : uncut(b));
  const twice = isBRound ? toShape(twiceAround(b)) : shape;
  return (given) => {
    const isARound = isRound(given);
    // One that goes around holds what runs past 180 at one turn wholly; two of them compare as they are.
    const a = isARound ? (isBRound ? given : twiceAround(given)) : uncut(given);
    const other = isARound ? shape : twice;
    const box = planarBox(a);
    const met = turns(other.bbox, box);
    const whole = met.find((turn) => (isARound ? boxSpans(box, other.bbox, -turn) : boxSpans(other.bbox, box, turn)));
    const matrices = (isARound !== isBRound && whole !== undefined ? [whole] : met)
      .filter((turn) => boxesAllow(relation, box, other.bbox, turn))
      .map((turn) => relateTurned(a, turn, other));
    const holds = matrices.some(({ matrix, dimensions }) => tests[relation](matrix, ...dimensions));
    return holds && (relation !== 'touches' || matrices.every(({ matrix }) => !shares(matrix, 0)));
  };
}

interface Related {
  readonly matrix: Matrix;
  readonly dimensions: readonly [a: number, b: number];
}

function relateTurned(a: Geometry, turn: number, b: Shape): Related {
  const turned = toShape(a, turn);
  return { matrix: relate(turned, b), dimensions: [dimensionOf(turned), dimensionOf(b)] };
}

/** Whether the inner box, turned by so many degrees, lies between the outer's west and east. */
function boxSpans(outer: Bbox2D, inner: Bbox2D, turn: number): boolean {
  return outer[0] <= inner[0] + turn && inner[2] + turn <= outer[2];
}

/** Most pairs are decided by their boxes: what is within has its box within. */
function boxesAllow(relation: SpatialRelation, a: Bbox2D, b: Bbox2D, turn: number): boolean {
  const within = boxContains(b, a, turn);
  if (relation === 'within') return within;
  const contains = boxContains(a, b, -turn);
  if (relation === 'contains') return contains;
  return relation !== 'equals' || (within && contains);
}

type Test = (matrix: Matrix, a: number, b: number) => boolean;

/** Whether a cell of the matrix isn't empty; cells count II IB IE BI BB BE EI EB EE. */
const shares = (matrix: Matrix, cell: number): boolean => matrix[cell]! >= 0;
const within: Test = (m) => shares(m, 0) && !shares(m, 2) && !shares(m, 5);
const contains: Test = (m) => shares(m, 0) && !shares(m, 6) && !shares(m, 7);

const tests: Readonly<Record<Exclude<SpatialRelation, 'intersects' | 'disjoint'>, Test>> = {
  within,
  contains,
  equals: (m, a, b) => within(m, a, b) && contains(m, a, b),
  touches: (m) => !shares(m, 0) && (shares(m, 1) || shares(m, 3) || shares(m, 4)),
  overlaps: (m, a, b) => a === b && m[0] === a && shares(m, 2) && shares(m, 6),
  crosses: (m, a, b) => {
    if (a === 1 && b === 1) return m[0] === 0;
    if (a === b) return false;
    return shares(m, 0) && shares(m, a < b ? 2 : 6);
  },
};
