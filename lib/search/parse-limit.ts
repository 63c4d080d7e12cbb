import { invalid } from '../errors.ts';

export interface LimitRule {
  /** Items a page when the caller doesn't say. */
  readonly default: number;
  readonly maximum: number;
}

/** What clients of the Planetary Computer expect of /search. */
const searchLimit: LimitRule = { default: 250, maximum: 1000 };

/** A whole number from 1; more than the maximum means the maximum, as the STAC API recommends.
 * @throws {InvalidInputError} field `limit` */
export function parseLimit(value: unknown, rule: Partial<LimitRule> = {}): number {
  const { default: usual, maximum } = { ...searchLimit, ...rule };
  if (value === undefined) return usual;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1)
    throw invalid('limit', `a whole number from 1 to ${maximum}`);
  return Math.min(value, maximum);
}
