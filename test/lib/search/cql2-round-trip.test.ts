import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { formatCql2Text } from '../../../lib/search/cql2-format-text.ts';
import { formatCql2Json, parseCql2Json } from '../../../lib/search/cql2-json.ts';
import { parseCql2Text } from '../../../lib/search/cql2-text.ts';
import type { Cql2 } from '../../../lib/search/cql2.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((value) => !/\\(?:'|$)/.test(value));
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const literal = fc.oneof(text, number, fc.boolean()).map((value): Cql2 => ({ literal: value }));
const property = fc
  .oneof(fc.constantFrom('eo:cloud_cover', 'a.b', 'date', 'end', 'point', 'and', 'null'), text.filter(Boolean))
  .map((name): Cql2 => ({ property: name }));
const longitude = fc.double({ min: -180, max: 180, noNaN: true }).map((value) => value + 0);
const latitude = fc.double({ min: -90, max: 90, noNaN: true }).map((value) => value + 0);
const position = fc.tuple(longitude, latitude);
const ring = fc.array(position, { minLength: 3, maxLength: 5 }).map((open) => [...open, open[0]!]);
const geometry = fc
  .oneof(
    position.map((coordinates) => ({ type: 'Point' as const, coordinates })),
    fc
      .array(position, { minLength: 1, maxLength: 3 })
      .map((coordinates) => ({ type: 'MultiPoint' as const, coordinates })),
    fc
      .array(position, { minLength: 2, maxLength: 3 })
      .map((coordinates) => ({ type: 'LineString' as const, coordinates })),
    fc.array(ring, { minLength: 1, maxLength: 2 }).map((coordinates) => ({ type: 'Polygon' as const, coordinates })),
    ring.map((one) => ({ type: 'MultiPolygon' as const, coordinates: [[one], [one]] })),
  )
  .map((value): Cql2 => ({ geometry: value }));
const instant = fc.oneof(
  fc.constant<Cql2>({ date: '2024-02-29' }),
  fc.constantFrom<Cql2>({ timestamp: '2024-02-29T23:59:60Z' }, { timestamp: '2024-02-29T01:02:03.456789Z' }),
);
const end = fc.oneof(instant, property, fc.constant<Cql2>({ literal: '..' }));
const period = fc.tuple(end, end).map((ends): Cql2 => ({ interval: ends }));

const { filter } = fc.letrec<{ filter: Cql2; value: Cql2 }>((tie) => {
  const op = (names: readonly string[], ...args: fc.Arbitrary<Cql2>[]) =>
    fc
      .tuple(fc.constantFrom(...names), fc.tuple(...args))
      .map(([name, operands]): Cql2 => ({ op: name, args: operands }));
  const value = tie('value');
  const list = fc.array(value, { maxLength: 3 }).map((array): Cql2 => ({ array }));
  return {
    value: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      fc.oneof(literal, property, instant),
      op(['+', '-', '*', '/', '%', 'div', '^'], value, value),
      op(['casei', 'accenti', 'lower', 'foo:bar'], value),
    ),
    filter: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      fc.oneof(
        fc.boolean().map((known): Cql2 => ({ literal: known })),
        property,
      ),
      op(['=', '<>', '<', '>', '<=', '>='], value, value),
      op(['and', 'or'], tie('filter'), tie('filter'), tie('filter')),
      op(['not'], tie('filter')),
      op(['like'], value, literal),
      op(['between'], value, value, value),
      op(['in'], value, list),
      op(['isNull'], value),
      op(['s_intersects', 's_within', 's_touches'], property, geometry),
      op(['s_contains'], fc.constant<Cql2>({ bbox: [170, -1, -170, 1] }), property),
      op(['t_after', 't_metBy', 't_overlappedBy'], fc.oneof(period, instant), fc.oneof(period, property)),
      op(['a_equals', 'a_containedBy'], list, property),
      op(['lower'], list),
    ),
  };
});

describe('a filter written and read again', () => {
  it('is the same as text', () => {
    fc.assert(
      fc.property(filter, (node) => assert.deepEqual(parseCql2Text(formatCql2Text(node)), node)),
      { numRuns: 1500 },
    );
  });

  it('is the same as JSON, through a JSON text', () => {
    fc.assert(
      fc.property(filter, (node) => {
        const sent: unknown = JSON.parse(JSON.stringify(formatCql2Json(node)));
        assert.deepEqual(parseCql2Json(sent), node);
      }),
      { numRuns: 1500 },
    );
  });

  it('text of any kind parses or is refused with its place', () => {
    const scraps = fc.constantFrom(
      "'",
      '"',
      '(',
      ')',
      ',',
      'and',
      'not',
      'a',
      '=',
      '<>',
      '1',
      '-',
      'POINT',
      'DATE(',
      '\\',
      '%',
      ' ',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(scraps, { maxLength: 20 }).map((parts) => parts.join(' ')),
        ),
        (sent) => {
          try {
            parseCql2Text(sent);
          } catch (error) {
            assert.match(String(error), /^InvalidInputError: filter( at position|:)/);
          }
        },
      ),
      { numRuns: 3000 },
    );
  });
});
