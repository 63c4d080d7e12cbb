import { toProblem, type Problem } from '../http/problem.ts';
import type { BulkOutcome } from './bulk-write.ts';

/** Where in a bulk request something stands. */
export interface BulkPlace {
  /** Of newline-delimited JSON; the first is 1. */
  readonly line?: number;
  readonly id?: string;
}

/** Why one item was not written: the problem that a single write of it would have answered. */
export type BulkProblem = BulkPlace & Problem;

/** The answer to a bulk write. */
export interface BulkReport {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  /** All that failed; `problems` tells of the first of them. */
  readonly failed: number;
  readonly problems: readonly BulkProblem[];
}

/** Problems that an answer names. */
export const namedProblems = 100;

export interface BulkTally {
  add(place: BulkPlace, outcome: BulkOutcome): void;
  report(): BulkReport;
}

/** Counts what became of the items of a bulk write. */
export function bulkTally(): BulkTally {
  const counts = { created: 0, updated: 0, unchanged: 0, failed: 0 };
  const problems: BulkProblem[] = [];
  return {
    add: (place, outcome) => {
      if (!(outcome instanceof Error)) {
        counts[outcome] += 1;
        return;
      }
      counts.failed += 1;
      if (problems.length < namedProblems) problems.push({ ...place, ...toProblem(outcome) });
    },
    report: () => ({ ...counts, problems: problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0)) }),
  };
}
