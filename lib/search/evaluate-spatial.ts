import type { Geometry } from 'geojson';
import { invalid } from '../errors.ts';
import { prepareRelation, type SpatialRelation } from '../geo/spatial-relation.ts';
import type { Cql2, Cql2Operation } from './cql2.ts';
import { spatialLiteral } from './cql2-spatial-literal.ts';
import type { Predicate } from './evaluate-value.ts';
import { propertyReader, type ReadProperty } from './item-property.ts';

/** `a relation b` read the other way round, so that a literal on the left is prepared too. */
const converse: Readonly<Record<SpatialRelation, SpatialRelation>> = {
  intersects: 'intersects',
  disjoint: 'disjoint',
  equals: 'equals',
  touches: 'touches',
  overlaps: 'overlaps',
  crosses: 'crosses',
  within: 'contains',
  contains: 'within',
};

/** @throws {InvalidInputError} */
export function compileSpatial({ op, args }: Cql2Operation, field: string): Predicate {
  const relation = op.slice('s_'.length) as SpatialRelation;
  const [left, right] = args.map((arg, index) => compileOperand(arg, `${field}.args[${index}]`));
  const [a, b] = [left!, right!];
  if (b.literal) return over(a.read, prepareRelation(relation, b.literal));
  if (a.literal) return over(b.read, prepareRelation(converse[relation], a.literal));
  return (item) => {
    const other = asGeometry(b.read(item));
    return other ? over(a.read, prepareRelation(relation, other))(item) : null;
  };
}

function over(read: ReadProperty, test: (geometry: Geometry) => boolean): Predicate {
  return (item) => {
    const geometry = asGeometry(read(item));
    return geometry ? test(geometry) : null;
  };
}

interface Operand {
  readonly literal: Geometry | undefined;
  readonly read: ReadProperty;
}

function compileOperand(node: Cql2, field: string): Operand {
  const literal = spatialLiteral(node);
  if (literal) return { literal, read: () => literal };
  if ('property' in node) return { literal: undefined, read: propertyReader(node.property) };
  if ('op' in node) throw invalid(field, `there is no function ${JSON.stringify(node.op.slice(0, 60))} of geometries`);
  throw invalid(field, 'a geometry or a property is expected');
}

function asGeometry(value: unknown): Geometry | undefined {
  const isGeometry = typeof value === 'object' && value !== null && ('coordinates' in value || 'geometries' in value);
  return isGeometry ? (value as Geometry) : undefined;
}
