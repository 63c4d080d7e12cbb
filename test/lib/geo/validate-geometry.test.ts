import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { validateGeometry } from '../../../lib/geo/validate-geometry.ts';
import { fieldsRefused } from '../search/issues-of.ts';

const ring = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 0],
];

describe('validateGeometry', () => {
  it('takes every type, any ring direction, heights and longitudes past 180', () => {
    for (const geometry of [
      { type: 'Point', coordinates: [190, -90, 12] },
      { type: 'MultiPoint', coordinates: [[0, 0]] },
      {
        type: 'LineString',
        coordinates: [
          [0, 0],
          [1, 1],
        ],
      },
      {
        type: 'MultiLineString',
        coordinates: [
          [
            [0, 0],
            [1, 1],
          ],
        ],
      },
      { type: 'Polygon', coordinates: [ring, ring.toReversed()] },
      { type: 'MultiPolygon', coordinates: [[ring]] },
      { type: 'GeometryCollection', geometries: [{ type: 'Point', coordinates: [0, 0] }] },
    ])
      assert.equal(validateGeometry(geometry, 'intersects'), geometry);
  });

  const nest = (depth: number): unknown =>
    depth === 0
      ? { type: 'Point', coordinates: [0, 0] }
      : { type: 'GeometryCollection', geometries: [nest(depth - 1)] };
  const refusals: readonly [name: string, geometry: unknown, field: string][] = [
    ['nothing', null, 'intersects'],
    ['an array', [], 'intersects'],
    ['no type', {}, 'intersects.type'],
    ['an unknown type', { type: 'Circle' }, 'intersects.type'],
    ['a feature', { type: 'Feature', geometry: null }, 'intersects.type'],
    ['no coordinates', { type: 'Point' }, 'intersects.coordinates'],
    ['text as a number', { type: 'Point', coordinates: ['1', 2] }, 'intersects.coordinates'],
    ['NaN', { type: 'Point', coordinates: [Number.NaN, 2] }, 'intersects.coordinates'],
    [
      'latitude 91',
      {
        type: 'MultiPoint',
        coordinates: [
          [0, 0],
          [0, 91],
        ],
      },
      'intersects.coordinates[1]',
    ],
    ['longitude 400', { type: 'Point', coordinates: [400, 0] }, 'intersects.coordinates'],
    ['a line of one position', { type: 'LineString', coordinates: [[0, 0]] }, 'intersects.coordinates'],
    [
      'an open ring',
      {
        type: 'Polygon',
        coordinates: [
          [
            [0, 0],
            [1, 0],
            [1, 1],
            [0, 1],
          ],
        ],
      },
      'intersects.coordinates[0]',
    ],
    [
      'a short ring',
      {
        type: 'MultiPolygon',
        coordinates: [
          [ring],
          [
            [
              [0, 0],
              [1, 0],
              [0, 0],
            ],
          ],
        ],
      },
      'intersects.coordinates[1][0]',
    ],
    ['an empty polygon', { type: 'Polygon', coordinates: [] }, 'intersects.coordinates'],
    ['coordinates nested too little', { type: 'Polygon', coordinates: ring }, 'intersects.coordinates[0]'],
    ['collections too deep', nest(5), 'intersects.geometries[0].geometries[0].geometries[0]'],
    [
      'too many vertices',
      { type: 'LineString', coordinates: Array.from({ length: 100_001 }, () => [0, 0]) },
      'intersects.coordinates[100000]',
    ],
    [
      'too many parts',
      { type: 'MultiPolygon', coordinates: Array.from({ length: 10_001 }, () => [ring]) },
      'intersects.coordinates',
    ],
  ];
  for (const [name, geometry, field] of refusals)
    it(`refuses ${name}`, () => {
      const fields = fieldsRefused(() => validateGeometry(geometry, 'intersects'));
      assert.equal(fields.length, 1);
      assert.ok(fields[0] === field || fields[0]!.startsWith(`${field}[`), fields[0]);
    });
});
