import type { TimeInterval } from '../search/search-request.ts';
import { either, undecided, type Decision } from './decision.ts';
import { noTime } from './index-key.ts';
import { all, test, type IndexTest } from './index-test.ts';

// A row knows when an item's time begins (`time`), and a span that holds all of its times, mostly the same moment.

const timed = test('time', '>', noTime);
const spanned = test('last', '>', noTime);

/** Items whose span shares a moment with an interval: surely those that lie within it. */
export function decideInterval({ start, end }: TimeInterval): Decision {
  return {
    sure: all([spanned, test('first', '>=', start), test('last', '<=', end)]),
    possible: all([spanned, test('last', '>=', start), test('first', '<=', end)]),
  };
}

/** Items whose time compares with an instant, which may be a whole day. */
export function decideMoment(op: string, { start, end }: TimeInterval): Decision {
  switch (op) {
    case '<':
      return timedBetween(test('last', '<', start), test('time', '<', start));
    case '<=':
      return timedBetween(test('time', '<=', end), test('time', '<=', end));
    case '>':
      return timedBetween(test('time', '>', end), test('time', '>', end));
    case '>=':
      return timedBetween(test('time', '>=', start), test('last', '>=', start));
    case '=':
      return timedBetween(
        all([test('time', '>=', start), test('time', '<=', end)]),
        all([test('last', '>=', start), test('time', '<=', end)]),
      );
    case '<>':
      return either([decideMoment('<', { start, end }), decideMoment('>', { start, end })]);
    default:
      return undecided;
  }
}

function timedBetween(sure: IndexTest, possible: IndexTest): Decision {
  return { sure: all([timed, sure]), possible: all([timed, possible]) };
}

/** Items whose span stands in one of Allen's relations to a period. `inner` is what surely belongs to the period,
 * `outer` all that may: they differ where its ends are whole days. */
export function decidePeriod(op: string, inner: TimeInterval, outer: TimeInterval): Decision {
  switch (op) {
    case 't_intersects':
      return decideInterval(outer);
    case 't_after':
      return within(test('first', '>', outer.end), test('last', '>', outer.end));
    case 't_before':
      return within(test('last', '<', outer.start), test('first', '<', outer.start));
    case 't_disjoint':
      return either([decidePeriod('t_after', inner, outer), decidePeriod('t_before', inner, outer)]);
    case 't_during':
      return within(
        all([test('first', '>', inner.start), test('last', '<', inner.end)]),
        all([test('last', '>', inner.start), test('first', '<', inner.end)]),
      );
    default:
      return { ...undecided, possible: spanned };
  }
}

function within(sure: IndexTest, possible: IndexTest): Decision {
  return { sure: all([spanned, sure]), possible: all([spanned, possible]) };
}
