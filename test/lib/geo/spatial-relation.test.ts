import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { Geometry, Position } from 'geojson';
import { bboxPolygon } from '../../../lib/geo/bbox.ts';
import { intersects, prepareIntersects } from '../../../lib/geo/intersects.ts';
import { prepareRelation, type SpatialRelation } from '../../../lib/geo/spatial-relation.ts';
import { formatWkt } from '../../../lib/geo/wkt.ts';
import { gdal, gdalMissing } from '../../data/gdal.ts';

const relations = ['intersects', 'disjoint', 'equals', 'touches', 'within', 'contains', 'overlaps', 'crosses'] as const;
const holding = (a: Geometry, b: Geometry): SpatialRelation[] =>
  relations.filter((name) => prepareRelation(name, b)(a));
const point = (...coordinates: Position): Geometry => ({ type: 'Point', coordinates });
const line = (...coordinates: Position[]): Geometry => ({ type: 'LineString', coordinates });
const polygon = (...coordinates: Position[][]): Geometry => ({ type: 'Polygon', coordinates });
const square = bboxPolygon([0, 0, 10, 10]);

describe('prepareRelation', () => {
  const holed = polygon(square.coordinates[0]!, bboxPolygon([4, 4, 6, 6]).coordinates[0]!);
  const bowtie = polygon([
    [0, 0],
    [4, 4],
    [4, 0],
    [0, 4],
    [0, 0],
  ]);
  const cases: readonly [name: string, a: Geometry, b: Geometry, expected: SpatialRelation[]][] = [
    ['a point inside', point(5, 5), square, ['intersects', 'within']],
    ['a point on the edge', point(10, 5), square, ['intersects', 'touches']],
    ['a point in the hole', point(5, 5), holed, ['disjoint']],
    ['a point on the hole’s edge', point(4, 5), holed, ['intersects', 'touches']],
    ['a box that fills the hole', bboxPolygon([4, 4, 6, 6]), holed, ['intersects', 'touches']],
    ['a box in the hole', bboxPolygon([4.5, 4.5, 5.5, 5.5]), holed, ['disjoint']],
    [
      'the same polygon started elsewhere, the other way round',
      polygon([
        [10, 0],
        [0, 0],
        [0, 10],
        [5, 10],
        [10, 10],
        [10, 0],
      ]),
      square,
      ['intersects', 'equals', 'within', 'contains'],
    ],
    ['neighbours with a common edge', bboxPolygon([10, 0, 20, 10]), square, ['intersects', 'touches']],
    ['neighbours with a common corner', bboxPolygon([10, 10, 20, 20]), square, ['intersects', 'touches']],
    ['partly over', bboxPolygon([5, 5, 15, 15]), square, ['intersects', 'overlaps']],
    ['inside and on the edge', bboxPolygon([0, 0, 5, 5]), square, ['intersects', 'within']],
    ['a line through', line([-5, 5], [15, 5]), square, ['intersects', 'crosses']],
    ['a line along the edge', line([0, 0], [10, 0]), square, ['intersects', 'touches']],
    ['a line from the edge inwards', line([0, 5], [5, 5]), square, ['intersects', 'within']],
    ['lines that cross', line([0, 0], [2, 2]), line([0, 2], [2, 0]), ['intersects', 'crosses']],
    ['lines that meet at their ends', line([0, 0], [1, 1]), line([1, 1], [2, 0]), ['intersects', 'touches']],
    ['lines that share a stretch', line([0, 0], [2, 0]), line([1, 0], [3, 0]), ['intersects', 'overlaps']],
    ['a self-crossing ring, by the even-odd rule', point(2, 3), bowtie, ['disjoint']],
    [
      'a polygon without extent is where it is',
      polygon([
        [5, 5],
        [5, 5],
        [5, 5],
        [5, 5],
      ]),
      square,
      ['intersects', 'within'],
    ],
    ['a height doesn’t matter', point(5, 5, 9000), square, ['intersects', 'within']],
    [
      'a polygon against a collection of a line on its edge and a polygon apart',
      square,
      { type: 'GeometryCollection', geometries: [line([0, 0], [10, 0]), bboxPolygon([20, 20, 30, 30])] },
      ['intersects', 'touches'],
    ],
    ['an empty collection', { type: 'GeometryCollection', geometries: [] }, square, ['disjoint']],
  ];
  for (const [name, a, b, expected] of cases) it(name, () => assert.deepEqual(holding(a, b), expected));

  it('across ±180° as on the globe', () => {
    const across = bboxPolygon([170, -10, -170, 10]);
    assert.deepEqual(holding(point(-175, 0), across), ['intersects', 'within']);
    assert.deepEqual(holding(point(175, 0), across), ['intersects', 'within']);
    assert.deepEqual(holding(point(0, 0), across), ['disjoint']);
    assert.deepEqual(holding(bboxPolygon([-180, -5, -175, 5]), across), ['intersects', 'within']);
    assert.deepEqual(holding(bboxPolygon([-170, -5, -165, 5]), across), ['intersects', 'touches']);
    assert.deepEqual(holding(bboxPolygon([175, 0, 185, 5]), bboxPolygon([-185, 0, -175, 5])), [
      'intersects',
      'equals',
      'within',
      'contains',
    ]);
  });

  it('poles and the whole world', () => {
    const world = bboxPolygon([-180, -90, 180, 90]);
    for (const place of [point(0, 90), point(180, 0), point(-180, -90), bboxPolygon([170, 80, -170, 90])])
      assert.ok(intersects(place, world), formatWkt(place));
    assert.ok(prepareRelation('within', world)(point(12, 45)));
  });
});

describe('at ±180°', () => {
  const parts = (...boxes: (readonly [number, number, number, number])[]): Geometry => ({
    type: 'MultiPolygon',
    coordinates: boxes.map((box) => bboxPolygon(box).coordinates),
  });
  const cut = parts([170, 60, 180, 70], [-180, 60, -170, 70]);
  const past = bboxPolygon([170, 60, -170, 70]);
  const uneven = parts([170, 60, 180, 70], [-180, 55, -170, 65]);
  const world = bboxPolygon([-180, -90, 180, 90]);
  const band = bboxPolygon([-180, 50, 180, 80]);
  const cases: readonly [name: string, a: Geometry, b: Geometry, expected: SpatialRelation[]][] = [
    ['cut or running past is the same', cut, past, ['intersects', 'equals', 'within', 'contains']],
    ['cut lies in a box across', cut, bboxPolygon([165, 50, -165, 75]), ['intersects', 'within']],
    ['cut holds a box across', cut, bboxPolygon([175, 62, -175, 65]), ['intersects', 'contains']],
    ['cut lies in what is cut too', cut, parts([160, 50, 180, 80], [-180, 50, -160, 80]), ['intersects', 'within']],
    [
      'what runs past lies in what is cut',
      past,
      parts([160, 50, 180, 80], [-180, 50, -160, 80]),
      ['intersects', 'within'],
    ],
    ['the cut is inside', point(180, 65), cut, ['intersects', 'within']],
    ['the cut is inside, from the other side', point(-180, 65), cut, ['intersects', 'within']],
    ['the end of the cut is an edge', point(180, 70), cut, ['intersects', 'touches']],
    ['where only one side has a polygon the cut is an edge', point(-180, 68), uneven, ['intersects', 'touches']],
    ['where both sides have one it isn’t', point(-180, 62), uneven, ['intersects', 'within']],
    ['a line across a cut', line([175, 65], [185, 65]), cut, ['intersects', 'within']],
    [
      'a cut line',
      {
        type: 'MultiLineString',
        coordinates: [
          [
            [175, 65],
            [180, 65],
          ],
          [
            [-180, 65],
            [-175, 65],
          ],
        ],
      },
      past,
      ['intersects', 'within'],
    ],
    ['one that is partly over', cut, bboxPolygon([175, 62, -165, 65]), ['intersects', 'overlaps']],
    ['one that only meets its edge', cut, bboxPolygon([-170, 60, -160, 70]), ['intersects', 'touches']],
    ['what is cut lies in the whole world', cut, world, ['intersects', 'within']],
    ['what runs past lies in the whole world', past, world, ['intersects', 'within']],
    [
      'what runs past in the west lies in the whole world',
      bboxPolygon([-190, 0, -170, 5]),
      world,
      ['intersects', 'within'],
    ],
    ['the whole world holds what runs past', world, past, ['intersects', 'contains']],
    ['a band holds its places at ±180°', band, point(180, 65), ['intersects', 'contains']],
    ['a band lies in the world', band, world, ['intersects', 'within']],
    ['a band is itself', band, band, ['intersects', 'equals', 'within', 'contains']],
    ['a band and what runs past its north', band, bboxPolygon([170, 70, -170, 85]), ['intersects', 'overlaps']],
    ['a band and what lies on its north', band, bboxPolygon([170, 80, -170, 85]), ['intersects', 'touches']],
  ];
  for (const [name, a, b, expected] of cases) it(name, () => assert.deepEqual(holding(a, b), expected));
});

describe('relations of random pairs', { skip: gdalMissing }, () => {
  // On a small grid, so that edges and corners meet often; lines step along the grid and its diagonals, so that GEOS
  // computes their crossings without rounding too.
  const at = fc.integer({ min: 0, max: 6 });
  const position = fc.tuple(at, at).map(([x, y]): Position => [x, y]);
  const step = fc.tuple(
    fc.integer({ min: -1, max: 1 }),
    fc.integer({ min: -1, max: 1 }),
    fc.integer({ min: 1, max: 3 }),
  );
  const path = fc.tuple(position, fc.array(step, { minLength: 1, maxLength: 3 })).map(([from, steps]) => {
    const positions = [from];
    for (const [dx, dy, length] of steps) {
      const [x, y] = positions.at(-1)! as [number, number];
      positions.push([x + dx * length, y + dy * length]);
    }
    return positions;
  });
  const box = fc
    .tuple(at, at, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }), fc.boolean())
    .map(([x, y, w, h, turned]) => {
      const ring = bboxPolygon([x, y, x + w, y + h]).coordinates[0]!;
      return turned ? ring.toReversed() : ring;
    });
  const ring = fc.oneof(
    box,
    fc.array(position, { minLength: 3, maxLength: 6 }).map((open) => [...open, open[0]!]),
  );
  const outer = bboxPolygon([-1, -1, 8, 8]).coordinates[0]!;
  const geometry: fc.Arbitrary<Geometry> = fc.oneof(
    position.map((coordinates) => ({ type: 'Point' as const, coordinates })),
    fc
      .array(position, { minLength: 1, maxLength: 3 })
      .map((coordinates) => ({ type: 'MultiPoint' as const, coordinates })),
    path.map((coordinates) => ({ type: 'LineString' as const, coordinates })),
    fc.tuple(path, path).map((coordinates) => ({ type: 'MultiLineString' as const, coordinates })),
    ring.map((shell) => ({ type: 'Polygon' as const, coordinates: [shell] })),
    ring.map((hole) => ({ type: 'Polygon' as const, coordinates: [outer, hole] })),
    fc.tuple(ring, ring).map(([one, two]) => ({ type: 'MultiPolygon' as const, coordinates: [[one], [two]] })),
  );
  // OGR's own Equals compares some types by their spelling, hence both ways of containing.
  const script = `
from osgeo import ogr
ogr.UseExceptions()
gdal.PushErrorHandler('CPLQuietErrorHandler')
answer = []
for pair in given:
    a, b = [ogr.CreateGeometryFromWkt(text) for text in pair]
    if not (a.IsValid() and b.IsValid()):
        answer.append(None)
        continue
    answer.append([name for name, holds in [
        ('intersects', a.Intersects(b)), ('disjoint', a.Disjoint(b)), ('equals', a.Within(b) and a.Contains(b)),
        ('touches', a.Touches(b)), ('within', a.Within(b)), ('contains', a.Contains(b)),
        ('overlaps', a.Overlaps(b)), ('crosses', a.Crosses(b))] if holds])
`;
  const compare = (pairs: readonly (readonly [Geometry, Geometry])[]) => {
    const asked = pairs.map((pair) => pair.map(formatWkt));
    const answers = gdal(script, asked) as (string[] | null)[];
    const valid = answers.flatMap((answer, index) => (answer ? [{ pair: asked[index], answer }] : []));
    const ours = pairs.flatMap(([a, b], index) =>
      answers[index] ? [{ pair: asked[index], answer: holding(a, b) }] : [],
    );
    assert.deepEqual(ours, valid);
    return valid.length;
  };

  it('are what GEOS says', () => {
    const compared = compare(fc.sample(fc.tuple(geometry, geometry), { numRuns: 6000, seed: 1 }));
    assert.ok(compared > 1500, `only ${compared} valid pairs`);
  });

  it('are what GEOS says off the grid', () => {
    const far = fc.integer({ min: -20_000_000, max: 20_000_000 }).map((microdegrees) => microdegrees / 1e6);
    const triangle = fc
      .array(fc.tuple(far, far), { minLength: 3, maxLength: 3 })
      .map((open): Geometry => ({ type: 'Polygon', coordinates: [[...open, open[0]!]] }));
    const segment = fc
      .array(fc.tuple(far, far), { minLength: 2, maxLength: 2 })
      .map((coordinates): Geometry => ({ type: 'LineString', coordinates }));
    assert.ok(compare(fc.sample(fc.tuple(fc.oneof(triangle, segment), triangle), { numRuns: 2000, seed: 1 })) > 500);
  });

  it('intersects is symmetric and doesn’t mind whole turns', () => {
    const turned = (value: Geometry, turn: number) =>
      JSON.parse(JSON.stringify(value), (_, part: unknown) =>
        Array.isArray(part) && typeof part[0] === 'number' ? [part[0] + turn, part[1]] : part,
      ) as Geometry;
    fc.assert(
      fc.property(geometry, geometry, (a, b) => {
        const expected = intersects(a, b);
        assert.equal(intersects(b, a), expected);
        assert.equal(intersects(turned(a, 360), b), expected);
        assert.equal(intersects(a, turned(b, -360)), expected);
      }),
    );
  });
});

describe('large polygons', () => {
  const wavy = (vertices: number, x: number): Geometry => {
    const ring = Array.from({ length: vertices }, (_, i): Position => {
      const turn = (2 * Math.PI * i) / vertices;
      const radius = 10 + 2 * Math.sin(40 * turn);
      return [x + radius * Math.cos(turn), radius * Math.sin(turn)];
    });
    return polygon([...ring, ring[0]!]);
  };

  it('of 10,000 vertices are asked 20,000 times without walking every edge', () => {
    const meets = prepareIntersects(wavy(10_000, 0));
    let found = 0;
    for (let i = 0; i < 20_000; i++) {
      const [x, y] = [((i * 7919) % 400) / 10 - 20, ((i * 104_729) % 400) / 10 - 20];
      if (meets(bboxPolygon([x, y, x + 0.1, y + 0.1]))) found++;
    }
    // Area of the curve over the area asked.
    const share = (Math.PI * (100 + 2)) / 1600;
    assert.ok(Math.abs(found / 20_000 - share) < 0.02, String(found / 20_000));
  });

  it('relate to each other', () => {
    assert.deepEqual(holding(wavy(10_000, 0), wavy(10_000, 1)), ['intersects', 'overlaps']);
    assert.deepEqual(holding(wavy(10_000, 0), bboxPolygon([-20, -20, 20, 20])), ['intersects', 'within']);
    assert.deepEqual(holding(wavy(10_000, 0), wavy(10_000, 0)), ['intersects', 'equals', 'within', 'contains']);
  });

  it('that cross each other a million times', () => {
    const comb = (turned: boolean): Geometry => {
      const teeth = Array.from({ length: 1000 }, (_, i): Position => [i / 1000, i % 2 === 0 ? 0.1 : 1]);
      const ring: Position[] = [...teeth, [1, 0], [0, 0], teeth[0]!];
      return polygon(turned ? ring.map(([x, y]) => [y!, x!]) : ring);
    };
    assert.deepEqual(holding(comb(false), comb(true)), ['intersects', 'overlaps']);
  });
});
