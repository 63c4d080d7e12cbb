import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compileFilter } from '../../../lib/search/evaluate.ts';
import { parseCql2Json } from '../../../lib/search/cql2-json.ts';
import { parseCql2Text } from '../../../lib/search/cql2-text.ts';
import { anItem } from './an-item.ts';
import { fieldsRefused } from './issues-of.ts';

const item = anItem({
  properties: {
    'eo:cloud_cover': 12.5,
    platform: 'Sentinel-2A',
    town: 'Ærøskøbing',
    street: 'Große Straße',
    odos: 'ΟΔΟΣ',
    nothing: null,
    flag: false,
    'a.b': 'dotted key',
    nested: { deep: { value: 3 } },
    bands: ['B02', 'B03', 'B04'],
    numbers: [1, 2, 3],
    updated: '2024-06-02T02:00:00+02:00',
    seen: '2024-06-01',
    other: '2024-06-02T00:00:00Z',
  },
});
const holds = (filter: string, subject = item) => compileFilter(parseCql2Text(filter))(subject);
const all = (filters: readonly string[], expected: boolean) => {
  for (const filter of filters) assert.equal(holds(filter), expected, filter);
};

describe('compileFilter', () => {
  it('finds values where STAC puts them', () => {
    all(
      [
        'eo:cloud_cover = 12.5',
        'properties.eo:cloud_cover = 12.5',
        "id = 'scene-1'",
        "collection = 'sentinel-2-l2a'",
        'nested.deep.value = 3',
        '"a.b" = \'dotted key\'',
        "assets.B04.href LIKE '%B04.tif'",
        'S_INTERSECTS(geometry, POINT(10 50))',
      ],
      true,
    );
    all(
      ["constructor = 'x'", '__proto__ IS NOT NULL', 'toString IS NOT NULL', 'nested.constructor IS NOT NULL'],
      false,
    );
  });

  it('logic has three values: what is missing is neither true nor false', () => {
    all(
      ['missing = 1', 'NOT missing = 1', 'missing <> 1', 'nothing = 1', 'NOT nothing = 1', 'missing = missing'],
      false,
    );
    all(
      ['missing = 1 OR flag = false', 'NOT (missing = 1 AND flag = true)', 'missing IS NULL', 'nothing IS NULL'],
      true,
    );
    all(['NOT (missing = 1 OR flag = true)', 'missing IN (1, 2)', 'missing NOT IN (1, 2)', "missing LIKE '%'"], false);
    all(['missing BETWEEN 1 AND 2', 'NOT missing BETWEEN 1 AND 2', 'NOT S_INTERSECTS(missing, POINT(1 2))'], false);
    all(['eo:cloud_cover NOT IN (1, missing)', "NOT T_AFTER(missing, DATE('2024-01-01'))"], false);
  });

  it('values of different kinds are not comparable', () => {
    all(["eo:cloud_cover = '12.5'", "NOT eo:cloud_cover = '12.5'", 'platform > 1', 'flag = 0', 'flag <> 0'], false);
  });

  it('compares text by code point', () => {
    const subject = anItem({ properties: { text: '\u{1F6F0}' } });
    assert.ok(holds("text > '\uFF5E'", subject));
    all(["platform < 'sentinel'", "platform >= 'Sentinel-2A'"], true);
  });

  it('LIKE, CASEI and ACCENTI', () => {
    all(
      [
        "platform LIKE 'Sent%-_A'",
        "CASEI(platform) = CASEI('SENTINEL-2a')",
        "CASEI(street) = CASEI('GROSSE STRASSE')",
        "CASEI(odos) LIKE CASEI('οδο%')",
        "ACCENTI(town) = ACCENTI('Æroskobing')",
        "ACCENTI(CASEI(town)) LIKE ACCENTI(CASEI('%KÖBING'))",
      ],
      true,
    );
    all(["platform LIKE 'sent%'", "platform LIKE 'Sentinel'", "eo:cloud_cover LIKE '12%'"], false);
  });

  it('arithmetic; a division by zero is no value', () => {
    all(
      ['eo:cloud_cover * 2 = 25', '7 div 2 = 3', '-7 % 4 = -3', '2 ^ 10 = 1024', '1 + 2 * 3 = 7', 'abs(-3) = 3'],
      true,
    );
    all(['1 / 0 = 1', 'NOT 1 / 0 = 1', 'platform + 1 = 1'], false);
    all(['1 / 0 IS NULL'], true);
  });

  it('times are instants whatever zone they are written in', () => {
    all(
      [
        "updated = TIMESTAMP('2024-06-02T00:00:00Z')",
        "updated = '2024-06-02T00:00:00.000Z'",
        'updated = other',
        "updated >= '2024-06-02'",
        "datetime < TIMESTAMP('2024-06-01T12:00:01+02:00')",
        "datetime BETWEEN DATE('2024-06-01') AND DATE('2024-06-01')",
        "seen = DATE('2024-06-01')",
        "datetime IN (TIMESTAMP('2024-06-01T10:00:00Z'))",
      ],
      true,
    );
  });

  it('an item that spans a time is that span for t_ functions and its start in comparisons', () => {
    const month = anItem({
      properties: { datetime: null, start_datetime: '2024-05-01T00:00:00Z', end_datetime: '2024-05-31T00:00:00Z' },
    });
    for (const filter of [
      "T_INTERSECTS(datetime, DATE('2024-05-20'))",
      "T_CONTAINS(datetime, INTERVAL('2024-05-02', '2024-05-03'))",
      "T_STARTEDBY(datetime, TIMESTAMP('2024-05-01T00:00:00Z'))",
      "T_BEFORE(datetime, INTERVAL('2024-06-01', '..'))",
      'T_EQUALS(datetime, INTERVAL(start_datetime, end_datetime))',
      "datetime <= '2024-05-01T00:00:00Z'",
    ])
      assert.ok(holds(filter, month), filter);
  });

  it('arrays', () => {
    all(
      [
        "A_CONTAINS(bands, ('B04', 'B02'))",
        "A_OVERLAPS(bands, ('B08', 'B02'))",
        "A_CONTAINEDBY(bands, ('B01', 'B02', 'B03', 'B04'))",
        'A_EQUALS(numbers, (1, 2, 3))',
        'A_EQUALS((1, 1 + 1, 3), numbers)',
        'A_CONTAINS(bands, ())',
      ],
      true,
    );
    all(['A_EQUALS(numbers, (3, 2, 1))', "A_CONTAINS(platform, ('Sentinel-2A'))", "A_CONTAINS(bands, ('B4'))"], false);
  });

  it('predicates may be operands', () => {
    all(['(flag = false) = true', '(eo:cloud_cover > 50) = flag', 'flag IS NOT NULL'], true);
  });

  it('refuses at once what no item could satisfy, and names the place', () => {
    const refusals: readonly [filter: string, field: string][] = [
      ['avg(windSpeed) < 4', 'filter.args[0]'],
      ['a = 1 AND S_WITHIN(road, Buffer(geometry, 10))', 'filter.args[1].args[1]'],
      ['a LIKE b', 'filter.args[1]'],
      ["S_INTERSECTS(geometry, 'POINT(1 2)')", 'filter.args[1]'],
      ["T_AFTER(datetime, 'soon')", 'filter.args[1]'],
      ['T_AFTER(datetime, 5)', 'filter.args[1]'],
      ['A_CONTAINS(bands, 1)', 'filter.args[1]'],
      ['a + 1', 'filter'],
      ['a = POINT(1 2)', 'filter.args[1]'],
      ["a + 'x' = 1", 'filter.args[0].args[1]'],
      ['abs(1, 2) = 1', 'filter.args[0].args'],
      ['NOT 5', 'filter.args[0]'],
    ];
    for (const [filter, field] of refusals)
      assert.deepEqual(
        fieldsRefused(() => compileFilter(parseCql2Text(filter))),
        [field],
        filter,
      );
    assert.deepEqual(
      fieldsRefused(() => compileFilter(parseCql2Json('text'))),
      ['filter'],
    );
  });
});
