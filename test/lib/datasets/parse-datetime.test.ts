import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkDatetimeFormat, findNamedTime, parseNamedTime } from '../../../lib/datasets/parse-datetime.ts';
import { InvalidInputError } from '../../../lib/errors.ts';

describe('parseNamedTime', () => {
  for (const [text, start, end] of [
    ['20200219', '2020-02-19T00:00:00.000Z'],
    ['20200219T112111', '2020-02-19T11:21:11.000Z'],
    ['20200219T112111Z', '2020-02-19T11:21:11.000Z'],
    ['2020-02-19T11:21:11Z', '2020-02-19T11:21:11.000Z'],
    ['2020-02-19T11:21:11.024Z', '2020-02-19T11:21:11.024Z'],
    ['20200219_112111', '2020-02-19T11:21:11.000Z'],
    ['20200219112111', '2020-02-19T11:21:11.000Z'],
    ['2020-02-19', '2020-02-19T00:00:00.000Z'],
    ['2020_02_19', '2020-02-19T00:00:00.000Z'],
    ['2020050', '2020-02-19T00:00:00.000Z'],
    ['2020366', '2020-12-31T00:00:00.000Z'],
    ['202002', '2020-02-01T00:00:00.000Z', '2020-02-29T23:59:59.000Z'],
    ['2021', '2021-01-01T00:00:00.000Z', '2021-12-31T23:59:59.000Z'],
  ] as const) {
    it(`guesses ${text}`, () => assert.deepEqual(parseNamedTime(text), end ? { start, end } : { start }));
  }

  for (const text of ['20200230', '20201301', '2021366', '2020000', '20200219T256060', 'B04', '', '12']) {
    it(`finds no time in ${JSON.stringify(text)}`, () => assert.equal(parseNamedTime(text), undefined));
  }

  it('reads a given format, and no other', () => {
    assert.equal(parseNamedTime('19.02.2020', 'dd.MM.yyyy')?.start, '2020-02-19T00:00:00.000Z');
    assert.equal(parseNamedTime('s20200501121', "'s'yyyyDDDHHmm")?.start, '2020-02-19T11:21:00.000Z');
    assert.equal(parseNamedTime('20200219', 'yyyy-MM-dd'), undefined);
  });

  it('refuses a format without year', () => {
    assert.throws(() => checkDatetimeFormat('MMdd'), InvalidInputError);
  });
});

describe('findNamedTime', () => {
  for (const [name, start] of [
    ['LC08_L1TP_013032_20180131', '2018-01-31T00:00:00.000Z'],
    ['LC08_L2SP_005009_20150710_20200908_02_T2', '2015-07-10T00:00:00.000Z'],
    ['S2A_MSIL2A_20190212T192651_N0212_R013_T07HFE_20201007T160857.SAFE', '2019-02-12T19:26:51.000Z'],
    ['m_4207008_ne_19_060_2021-06-30', '2021-06-30T00:00:00.000Z'],
    ['frame_123456789', undefined],
    ['E1300000_N1770000', undefined],
    ['99999999', undefined],
    ['2021', undefined],
  ] as const) {
    it(name, () => assert.equal(findNamedTime(name, 2027)?.start, start));
  }
});
