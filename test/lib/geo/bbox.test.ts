import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Geometry } from 'geojson';
import { bboxIntersects, bboxPolygon, geometryBbox, type Bbox2D } from '../../../lib/geo/bbox.ts';
import type { Bbox } from '../../../lib/stac/item.ts';

describe('bboxIntersects', () => {
  const cases: readonly [name: string, a: Bbox, b: Bbox, expected: boolean][] = [
    ['overlapping', [0, 0, 10, 10], [5, 5, 15, 15], true],
    ['sharing an edge', [0, 0, 10, 10], [10, 0, 20, 10], true],
    ['apart', [0, 0, 10, 10], [11, 0, 20, 10], false],
    ['above one another', [0, 0, 10, 10], [0, 11, 10, 20], false],
    ['across ±180° and east of it', [170, 0, -170, 10], [-175, 0, -172, 10], true],
    ['across ±180° and neither side', [170, 0, -170, 10], [0, 0, 10, 10], false],
    ['both across', [170, 0, -170, 10], [175, 0, -179, 10], true],
    ['run past 180 and beyond ±180', [179, 0, 182, 1], [-179, 0, -178, 1], true],
    ['run past -180 and before 180', [-182, 0, -179, 1], [178, 0, 178.5, 1], true],
    ['heights are dropped', [0, 0, -50, 10, 10, 50], [5, 5, 15, 15], true],
    ['the whole world', [-180, -90, 180, 90], [170, 0, -170, 10], true],
  ];
  for (const [name, a, b, expected] of cases)
    it(name, () => {
      assert.equal(bboxIntersects(a, b), expected);
      assert.equal(bboxIntersects(b, a), expected);
    });
});

describe('geometryBbox', () => {
  const cut = (west: Bbox2D, east: Bbox2D): Geometry => ({
    type: 'MultiPolygon',
    coordinates: [bboxPolygon(west).coordinates, bboxPolygon(east).coordinates],
  });
  const cases: readonly [name: string, geometry: Geometry, expected: Bbox2D | undefined][] = [
    ['a point', { type: 'Point', coordinates: [1, 2, 3] }, [1, 2, 1, 2]],
    [
      'a line',
      {
        type: 'LineString',
        coordinates: [
          [5, 2],
          [1, 4],
        ],
      },
      [1, 2, 5, 4],
    ],
    ['cut at ±180°', cut([170, 0, 180, 10], [-180, -5, -175, 10]), [170, -5, -175, 10]],
    ['parts on both sides that are not cut', cut([170, 0, 179, 10], [-179, 0, -175, 10]), [-179, 0, 179, 10]],
    ['run past 180', bboxPolygon([175, 0, 185, 10]), [175, 0, -175, 10]],
    ['run past -180', bboxPolygon([-185, 0, -175, 10]), [175, 0, -175, 10]],
    ['all the way round', bboxPolygon([-180, -90, 180, 90]), [-180, -90, 180, 90]],
    ['round and further', bboxPolygon([-200, 0, 200, 10]), [-180, 0, 180, 10]],
    [
      'a collection',
      {
        type: 'GeometryCollection',
        geometries: [
          { type: 'Point', coordinates: [1, 1] },
          { type: 'MultiPoint', coordinates: [[3, 0]] },
        ],
      },
      [1, 0, 3, 1],
    ],
    ['nothing', { type: 'GeometryCollection', geometries: [] }, undefined],
  ];
  for (const [name, geometry, expected] of cases) it(name, () => assert.deepEqual(geometryBbox(geometry), expected));
});
