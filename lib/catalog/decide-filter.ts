import type { Geometry } from 'geojson';
import { spatialLiteral } from '../search/cql2-spatial-literal.ts';
import { childrenOf, type Cql2, type Cql2Operation } from '../search/cql2.ts';
import { parseDatetime } from '../search/datetime.ts';
import { parseInstant } from '../search/instant.ts';
import { normalizeProperty } from '../search/item-property.ts';
import type { TimeInterval } from '../search/search-request.ts';
import { decideArea } from './decide-area.ts';
import { decideMoment, decidePeriod } from './decide-time.ts';
import { both, decided, either, undecided, type Decision } from './decision.ts';
import { always, never, test, type Relation } from './index-test.ts';

/** Larger filters aren't worth their SQL. */
const mostNodes = 500;

/** What the index says of a filter that `compileFilter` takes.
 * @param filter parsed */
export function decideFilter(filter: Cql2): Decision {
  return sizeOf(filter, mostNodes) > mostNodes ? undecided : decide(filter, false);
}

/** NOT is moved inwards to the single conditions: where a value is missing, a condition and its opposite are both unknown. */
function decide(node: Cql2, isNegated: boolean): Decision {
  if ('literal' in node) return decided(node.literal === !isNegated ? always : never);
  if (!('op' in node)) return undecided;
  switch (node.op) {
    case 'not':
      return decide(node.args[0]!, !isNegated);
    case 'and':
    case 'or': {
      const parts = node.args.map((part) => decide(part, isNegated));
      return (node.op === 'and') === isNegated ? either(parts) : both(parts);
    }
    case 'between': {
      const [value, low, high] = node.args as [Cql2, Cql2, Cql2];
      const args = [
        { op: '>=', args: [value, low] },
        { op: '<=', args: [value, high] },
      ];
      return decide({ op: 'and', args }, isNegated);
    }
    default:
      return decideLeaf(node, isNegated);
  }
}

function decideLeaf(node: Cql2Operation, isNegated: boolean): Decision {
  const [left, right] = node.args;
  if (left && 'property' in left) return decideProperty(node.op, left.property, right, isNegated);
  const mirrored = mirror[node.op];
  if (!mirrored || !right || !('property' in right)) return undecided;
  return decideProperty(mirrored, right.property, left, isNegated);
}

const mirror: Readonly<Record<string, string>> = {
  '=': '=',
  '<>': '<>',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
  s_intersects: 's_intersects',
  t_intersects: 't_intersects',
  t_disjoint: 't_disjoint',
  t_before: 't_after',
  t_after: 't_before',
};

const opposite: Readonly<Record<string, Relation>> = {
  '=': '<>',
  '<>': '=',
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
};

function decideProperty(op: string, property: string, operand: Cql2 | undefined, isNegated: boolean): Decision {
  const name = normalizeProperty(property);
  if (operand && name === 'geometry') return isNegated ? undecided : decideSpatial(op, operand);
  if (operand && op.startsWith('t_') && name === 'datetime') return isNegated ? undecided : decideTemporal(op, operand);
  // Written so, it can be a member of the item itself, which the index doesn't tell apart.
  if (name === 'eo:cloud_cover' && property !== name) return undecided;
  if (op === 'in' && operand && 'array' in operand) return isNegated ? undecided : decideIn(name, operand.array);
  const relation = Object.hasOwn(opposite, op) ? (isNegated ? opposite[op] : (op as Relation)) : undefined;
  if (!relation || !operand) return undecided;
  if (name === 'collection') return decideCollection(relation, operand);
  if (name === 'datetime') return decideDatetime(relation, operand);
  return name === 'eo:cloud_cover' ? decideCloudCover(relation, operand) : undecided;
}

function decideSpatial(op: string, operand: Cql2): Decision {
  const area: Geometry | undefined = spatialLiteral(operand);
  return area && op === 's_intersects' ? decideArea(area) : undecided;
}

function decideIn(name: string, values: readonly Cql2[]): Decision {
  const parts = values.map((value) => {
    if (name === 'collection') return decideCollection('=', value);
    return name === 'eo:cloud_cover' ? decideCloudCover('=', value) : undecided;
  });
  return either(parts);
}

/** Text that could be a timestamp equals others too. */
function decideCollection(relation: Relation, value: Cql2): Decision {
  if (!('literal' in value) || typeof value.literal !== 'string' || value.literal[10] === 'T') return undecided;
  return relation === '=' || relation === '<>' ? decided(test('collection', relation, value.literal)) : undecided;
}

/** The index has it where it is a number; text compares only with text. */
function decideCloudCover(relation: Relation, value: Cql2): Decision {
  if (!('literal' in value)) return undecided;
  if (typeof value.literal === 'number') return decided(test('cloud', relation, value.literal));
  return { sure: never, possible: { column: 'cloud', is: 'missing' } };
}

function decideDatetime(relation: Relation, value: Cql2): Decision {
  const instant = instantOf(value);
  return instant ? decideMoment(relation, instant) : undecided;
}

function decideTemporal(op: string, value: Cql2): Decision {
  if ('literal' in value && typeof value.literal === 'string' && value.literal.includes('/')) {
    const interval = parseDatetime(value.literal);
    return decidePeriod(op, interval, interval);
  }
  const [from, to] = 'interval' in value ? value.interval.map(endOf) : [instantOf(value), instantOf(value)];
  if (!from || !to) return undecided;
  return decidePeriod(op, { start: from.end, end: to.start }, { start: from.start, end: to.end });
}

function endOf(value: Cql2, index: number): TimeInterval | undefined {
  const open = index === 0 ? -Infinity : Infinity;
  return 'literal' in value && value.literal === '..' ? { start: open, end: open } : instantOf(value);
}

/** A whole day, or one moment. */
function instantOf(value: Cql2): TimeInterval | undefined {
  const text =
    'date' in value
      ? value.date
      : 'timestamp' in value
        ? value.timestamp
        : 'literal' in value
          ? value.literal
          : undefined;
  const instant = typeof text === 'string' ? parseInstant(text) : undefined;
  return instant && { start: instant.first, end: instant.last };
}

/** Counts no further than needed. */
function sizeOf(node: Cql2, most: number): number {
  let size = 1;
  for (const child of childrenOf(node)) {
    if (size > most) break;
    size += sizeOf(child, most - size);
  }
  return size;
}
