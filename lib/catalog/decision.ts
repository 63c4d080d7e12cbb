import { all, always, any, never, type IndexTest } from './index-test.ts';

/** What the index says of a condition: every row that is `sure` fulfils it, every row that fulfils it is `possible`.
 * Where the two are the same, the index decides; between them the item must be looked at. */
export interface Decision {
  readonly sure: IndexTest;
  readonly possible: IndexTest;
}

export const undecided: Decision = { sure: never, possible: always };

/** The index decides. */
export function decided(by: IndexTest): Decision {
  return { sure: by, possible: by };
}

export function both(decisions: readonly Decision[]): Decision {
  return joined(all, decisions);
}

export function either(decisions: readonly Decision[]): Decision {
  return joined(any, decisions);
}

function joined(join: (tests: readonly IndexTest[]) => IndexTest, decisions: readonly Decision[]): Decision {
  const sure = join(decisions.map((decision) => decision.sure));
  if (decisions.every((decision) => decision.sure === decision.possible)) return decided(sure);
  return { sure, possible: join(decisions.map((decision) => decision.possible)) };
}
