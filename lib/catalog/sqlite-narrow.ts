import type { Cql2 } from '../search/cql2.ts';
import type { TimeInterval } from '../search/search-request.ts';
import { decideFilter } from './decide-filter.ts';
import type { IndexBounds } from './index-bounds.ts';
import { always, isAlways, type IndexTest } from './index-test.ts';
import type { CandidatePlan, NumberedCollection } from './sqlite-candidates.ts';
import { sqliteTest } from './sqlite-index-query.ts';

/** What alternatives and negations of a filter say about the covering index; `indexBounds` has what stands alone. */
export function alternativesOf(filter: Cql2 | undefined): IndexTest {
  const parts = filter ? conjuncts(filter).filter((part) => 'op' in part && alternatives.has(part.op)) : [];
  // As one filter, whose size is limited as a whole.
  return parts.length > 0 ? decideFilter({ op: 'and', args: parts }).possible : always;
}

const alternatives: ReadonlySet<string> = new Set(['or', 'not', '<>', 'in', 't_disjoint']);

function conjuncts(filter: Cql2): readonly Cql2[] {
  return 'op' in filter && filter.op === 'and' ? filter.args.flatMap(conjuncts) : [filter];
}

/** Bounds that hold the times of the test too. */
export function boundsWithin(bounds: IndexBounds, test: IndexTest): IndexBounds {
  const { start, end } = timeHull(test);
  if (start === -Infinity && end === Infinity) return bounds;
  const { start: from, end: to } = bounds.time ?? { start: -Infinity, end: Infinity };
  return { ...bounds, time: { start: Math.max(start, from), end: Math.min(end, to) } };
}

/** Adds the test to a plan, so that items which it rules out aren't read. */
export function planWithin(
  plan: CandidatePlan,
  test: IndexTest,
  collections: readonly NumberedCollection[],
): CandidatePlan {
  if (isAlways(test)) return plan;
  const values = [...plan.values];
  const text = sqliteTest(test, collections, (value) => {
    values.push(value);
    return '?';
  });
  return { ...plan, where: [...plan.where, text], values };
}

const anyTime: TimeInterval = { start: -Infinity, end: Infinity };

/** The spans of rows that pass the test end at `start` or later, and begin at `end` or earlier. */
function timeHull(test: IndexTest): TimeInterval {
  if ('all' in test) {
    const hulls = test.all.map(timeHull);
    return {
      start: Math.max(-Infinity, ...hulls.map(({ start }) => start)),
      end: Math.min(Infinity, ...hulls.map(({ end }) => end)),
    };
  }
  if ('any' in test) {
    const hulls = test.any.map(timeHull);
    return hulls.length === 0
      ? anyTime
      : { start: Math.min(...hulls.map(({ start }) => start)), end: Math.max(...hulls.map(({ end }) => end)) };
  }
  if (!('value' in test) || typeof test.value !== 'number' || !times.has(test.column)) return anyTime;
  if (test.is.startsWith('<') && test.is !== '<>') return { start: -Infinity, end: test.value };
  if (test.is.startsWith('>')) return { start: test.value, end: Infinity };
  return test.is === '=' ? { start: test.value, end: test.value } : anyTime;
}

const times: ReadonlySet<string> = new Set(['time', 'first', 'last']);
