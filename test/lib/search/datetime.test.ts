import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { itemInterval, parseDatetime } from '../../../lib/search/datetime.ts';
import { anItem } from './an-item.ts';
import { fieldsRefused } from './issues-of.ts';

const at = (text: string) => Date.parse(text);

describe('parseDatetime', () => {
  const cases: readonly [text: string, start: number, end: number][] = [
    ['2024-02-29T12:00:00Z', at('2024-02-29T12:00:00Z'), at('2024-02-29T12:00:00Z')],
    ['2024-02-29t12:00:00.5z', at('2024-02-29T12:00:00.5Z'), at('2024-02-29T12:00:00.5Z')],
    ['2024-02-29T12:00:00+05:30', at('2024-02-29T06:30:00Z'), at('2024-02-29T06:30:00Z')],
    ['2024-02-29T12:00:00.123456Z', at('2024-02-29T12:00:00Z') + 123.456, at('2024-02-29T12:00:00Z') + 123.456],
    ['2016-12-31T23:59:60Z', at('2017-01-01T00:00:00Z'), at('2017-01-01T00:00:00Z')],
    ['2024-02-29', at('2024-02-29T00:00:00Z'), at('2024-03-01T00:00:00Z') - 0.001],
    ['2024-02-28/2024-02-29', at('2024-02-28T00:00:00Z'), at('2024-03-01T00:00:00Z') - 0.001],
    ['2024-01-01T00:00:00Z/..', at('2024-01-01T00:00:00Z'), Infinity],
    ['2024-01-01T00:00:00Z/', at('2024-01-01T00:00:00Z'), Infinity],
    ['../2024-01-01T00:00:00Z', -Infinity, at('2024-01-01T00:00:00Z')],
    ['/2024-01-01T00:00:00Z', -Infinity, at('2024-01-01T00:00:00Z')],
    ['2024-01-01T00:00:00Z/2024-01-01T00:00:00Z', at('2024-01-01T00:00:00Z'), at('2024-01-01T00:00:00Z')],
    ['0050-01-01', at('0050-01-01T00:00:00Z'), at('0050-01-02T00:00:00Z') - 0.001],
  ];
  for (const [text, start, end] of cases) it(text, () => assert.deepEqual(parseDatetime(text), { start, end }));

  for (const text of [
    '',
    '/',
    '../..',
    '..',
    '2024',
    '2024-02-30',
    '2024-13-01',
    '2024-01-01T24:00:00Z',
    '2024-01-01T00:00:61Z',
    '2024-01-01T00:00:00',
    '2024-01-02/2024-01-01',
    '2024-01-01/2024-01-02/2024-01-03',
    '2024-01-01T00:00:00+25:00',
    'now',
    '1937-01-01T12:00:27.87+0100',
    '1985-04-12T23:20:50,52Z',
    '1985-04-12T23:20Z',
    '1985-04-12T23:20:50.Z',
    '21985-04-12T23:20:50Z',
    '85-04-12T23:20:50Z',
    '1e9',
  ])
    it(`refuses ${JSON.stringify(text)}`, () =>
      assert.deepEqual(
        fieldsRefused(() => parseDatetime(text)),
        ['datetime'],
      ));
});

describe('parseDatetime of times without a zone', () => {
  for (const text of ['2024-01-01T00:00:00', '2024-01-01T00:00:00.000/2024-01-02T00:00:00.000'])
    it(`asks for the zone of ${text}`, () =>
      assert.throws(() => parseDatetime(text), /needs its zone, such as Z for UTC/));
  it('but not for that of what is no time', () =>
    assert.throws(() => parseDatetime('2024-01-01T25:00:00'), /RFC 3339/));
});

describe('itemInterval', () => {
  const interval = (properties: Record<string, unknown>) => itemInterval(anItem({ properties }));
  const [may, june] = [at('2024-05-01T00:00:00Z'), at('2024-06-01T00:00:00Z')];

  it('a moment', () => assert.deepEqual(interval({ datetime: '2024-05-01T00:00:00Z' }), { start: may, end: may }));
  it('a span, with or without a nominal time', () => {
    const span = { start_datetime: '2024-05-01T00:00:00Z', end_datetime: '2024-06-01T00:00:00Z' };
    assert.deepEqual(interval({ datetime: null, ...span }), { start: may, end: june });
    assert.deepEqual(interval({ datetime: '2024-05-15T00:00:00Z', ...span }), { start: may, end: june });
  });
  it('half a span closes with the time that is there', () => {
    assert.deepEqual(interval({ datetime: null, start_datetime: '2024-05-01T00:00:00Z' }), { start: may, end: may });
  });
  it('no time', () => assert.equal(interval({ datetime: null }), undefined));
  it('a time without its zone is UTC', () =>
    assert.deepEqual(interval({ datetime: '2024-05-01T00:00:00' }), { start: may, end: may }));
});
