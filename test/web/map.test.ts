import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bboxPolygon, type Bbox2D } from '../../lib/geo/bbox.ts';
import { htmlText } from '../../web/html.ts';
import { map } from '../../web/map.ts';
import { mapFrame } from '../../web/map-frame.ts';
import { outlinePath } from '../../web/outline-path.ts';
import { pictureEdge, picturePlacement } from '../../web/picture-placement.ts';

const points = (path: string) =>
  [...path.matchAll(/[ML](-?[\d.]+) (-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)] as const);

describe('mapFrame', () => {
  const cases: { name: string; boxes: Bbox2D[] }[] = [
    { name: 'a tile', boxes: [[5.5, 45.9, 7.1, 46.9]] },
    { name: 'a point', boxes: [[10, 50, 10, 50]] },
    { name: 'the whole earth', boxes: [[-180, -90, 180, 90]] },
    { name: 'a box across ±180°', boxes: [[177, -20, -178, -10]] },
    {
      name: 'two boxes on either side of ±180°',
      boxes: [
        [176, 0, 178, 1],
        [-179, 0, -177, 1],
      ],
    },
    { name: 'near a pole', boxes: [[-60, 80, 60, 89.5]] },
  ];
  for (const { name, boxes } of cases) {
    it(`${name} lies within it, and takes up most of one direction`, () => {
      const frame = mapFrame(boxes, 640, 400);
      const places = boxes.flatMap((box) => points(outlinePath(bboxPolygon(box), frame)));
      const [xs, ys] = [places.map(([x]) => x), places.map(([, y]) => y)];
      assert.ok(Math.min(...xs) >= 0 && Math.max(...xs) <= 640, `${Math.min(...xs)} ${Math.max(...xs)}`);
      assert.ok(Math.min(...ys) >= 0 && Math.max(...ys) <= 400);
      const share = Math.max((Math.max(...xs) - Math.min(...xs)) / 640, (Math.max(...ys) - Math.min(...ys)) / 400);
      if (name !== 'a point') assert.ok(share > 0.8, `${share}`);
    });
  }

  it('is as many units for a kilometre in both directions', () => {
    const frame = mapFrame([[10, 59.5, 11, 60.5]], 640, 400);
    const [west, east] = [frame.place(10, 60)[0], frame.place(11, 60)[0]];
    const [south, north] = [frame.place(10, 59.5)[1], frame.place(10, 60.5)[1]];
    // At 60° a degree of longitude is half as long as one of latitude.
    assert.ok(Math.abs((east - west) / (south - north) - 0.5) < 0.01);
  });
});

describe('picturePlacement', () => {
  it('lays a picture onto the four corners of a scene in its own projection', () => {
    // The made sample S2A_31TGM; corners by gdaltransform from EPSG:32631.
    const ring = [
      [5.6264854, 46.9235731],
      [5.5794595, 45.9364309],
      [6.9930022, 45.8957353],
      [7.0656571, 46.8814597],
      [5.6264854, 46.9235731],
    ];
    const frame = mapFrame([[5.5794595, 45.8957353, 7.0656571, 46.9235731]], 640, 400);
    const placement = picturePlacement({ type: 'Polygon', coordinates: [ring] }, frame);
    assert.ok(placement);
    const [a, b, c, d, e, f] = placement;
    const at = (u: number, v: number) => [a * u + c * v + e, b * u + d * v + f] as const;
    const corners = [at(0, 0), at(0, pictureEdge), at(pictureEdge, pictureEdge), at(pictureEdge, 0)];
    for (const [index, [x, y]] of corners.entries()) {
      const [lon = 0, lat = 0] = ring[index] ?? [];
      const [wantedX, wantedY] = frame.place(lon, lat);
      assert.ok(Math.hypot(x - wantedX, y - wantedY) < 4, `corner ${index}`);
    }
  });
  it('covers the box of a footprint that is no rectangle, and leaves out a point', () => {
    const frame = mapFrame([[0, 0, 2, 2]], 400, 400);
    const triangle = {
      type: 'Polygon' as const,
      coordinates: [
        [
          [0, 0],
          [2, 0],
          [1, 2],
          [0, 0],
        ],
      ],
    };
    const [, b, c, , e, f] = picturePlacement(triangle, frame) ?? [];
    assert.deepEqual([b, c], [0, 0]);
    assert.deepEqual([e, f], frame.place(0, 2));
    assert.equal(picturePlacement({ type: 'Point', coordinates: [1, 1] }, frame), undefined);
  });
});

describe('map', () => {
  it('is nothing when nothing has a place', () => {
    assert.equal(map({ label: 'x', features: [{ key: 'a', title: 'a', href: '/', geometry: null }] }), undefined);
  });
  it('draws every kind of geometry', () => {
    const position = [1, 2];
    const line = [position, [2, 3]];
    const geometries = [
      { type: 'Point', coordinates: position },
      { type: 'MultiPoint', coordinates: line },
      { type: 'LineString', coordinates: line },
      { type: 'MultiLineString', coordinates: [line] },
      { type: 'MultiPolygon', coordinates: [[[...line, [0, 5], position]]] },
      { type: 'GeometryCollection', geometries: [{ type: 'Point', coordinates: position }] },
    ] as const;
    for (const geometry of geometries) {
      const features = [
        { key: 'a', title: 'a', href: '/', geometry: structuredClone(geometry) as never, picture: '/p' },
      ];
      assert.match(htmlText(map({ label: 'x', features }) ?? assert.fail()), / d="M[^"NI]+"/, geometry.type);
    }
  });
});
