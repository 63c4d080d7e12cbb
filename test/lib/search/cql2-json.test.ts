import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatCql2Json, parseCql2Json } from '../../../lib/search/cql2-json.ts';
import { fieldsRefused } from './issues-of.ts';

describe('parseCql2Json', () => {
  it('takes spellings of drafts and of pgstac', () => {
    const a = { property: 'a' };
    const cases: readonly [sent: unknown, meant: unknown][] = [
      [
        { op: 'lt', args: [a, 1] },
        { op: '<', args: [a, 1] },
      ],
      [
        { op: 'isnull', args: [a] },
        { op: 'isNull', args: [a] },
      ],
      [
        { op: 'a_contained_by', args: [a, [1]] },
        { op: 'a_containedBy', args: [a, [1]] },
      ],
      [
        { op: 'between', args: [a, [0, 50]] },
        { op: 'between', args: [a, 0, 50] },
      ],
      [
        { op: 'anyinteracts', args: [a, '2024-01-01/..'] },
        { op: 't_intersects', args: [a, '2024-01-01/..'] },
      ],
    ];
    for (const [sent, meant] of cases) assert.deepEqual(formatCql2Json(parseCql2Json(sent)), meant);
  });

  it('names the place of what is wrong', () => {
    const nested = (bad: unknown) => ({ op: 'and', args: [true, { op: 'not', args: [bad] }] });
    const cases: readonly [bad: unknown, field: string][] = [
      [{ op: '=' }, 'filter.args[1].args[0].args'],
      [{ op: '=', args: [1] }, 'filter.args[1].args[0].args'],
      [{ op: 7, args: [] }, 'filter.args[1].args[0].op'],
      [{ property: '' }, 'filter.args[1].args[0].property'],
      [{ date: '2024-13-01' }, 'filter.args[1].args[0].date'],
      [{ interval: ['2024-01-01'] }, 'filter.args[1].args[0].interval'],
      [{ interval: ['2024-01-01', 'soon'] }, 'filter.args[1].args[0].interval[1]'],
      [{ bbox: [0, 0, 1, null] }, 'filter.args[1].args[0].bbox[3]'],
      [{ type: 'Point', coordinates: [0, 91] }, 'filter.args[1].args[0].coordinates'],
      [{ type: 'Circle' }, 'filter.args[1].args[0].type'],
      [{}, 'filter.args[1].args[0]'],
      [Number.NaN, 'filter.args[1].args[0]'],
    ];
    for (const [bad, field] of cases)
      assert.deepEqual(
        fieldsRefused(() => parseCql2Json(nested(bad))),
        [field],
      );
  });

  it('refuses a filter of depth 100,000', () => {
    let deep: unknown = true;
    for (let i = 0; i < 100_000; i++) deep = { op: 'not', args: [deep] };
    assert.deepEqual(
      fieldsRefused(() => parseCql2Json(deep)),
      ['filter'],
    );
  });
});
