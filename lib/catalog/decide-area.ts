import type { Geometry } from 'geojson';
import { geometryBbox, unwrapBbox, type Bbox2D } from '../geo/bbox.ts';
import { undecided, type Decision } from './decision.ts';
import { outwards } from './index-key.ts';
import { centred } from './item-extent.ts';
import { all, any, never, test, type IndexTest } from './index-test.ts';
import { turns } from './sqlite-candidates.ts';

/** Items that meet an area: surely those whose box lies inside a rectangle; of other shapes none is sure. */
export function decideArea(area: Geometry): Decision {
  const bbox = geometryBbox(area);
  if (!bbox) return undecided;
  const box = centred(unwrapBbox(bbox));
  if (!box.every(Number.isFinite)) return undecided;
  return { sure: isRectangle(area) ? within(box) : never, possible: meeting(box) };
}

const present: IndexTest = { column: 'west', is: 'present' };

/** Boxes of items are rounded outwards, so that what lies inside does so without rounding. At the poles nothing is beyond. */
function within([west, south, east, north]: Bbox2D): IndexTest {
  const isRound = east - west >= 360;
  const longitudes = turns.map((turn) =>
    all([test('west', '>=', west * 1e6 + turn), test('east', '<=', east * 1e6 + turn)]),
  );
  return all([
    isRound ? present : any(longitudes),
    test('south', '>=', south <= -90 ? -90e6 - 1 : south * 1e6),
    test('north', '<=', north >= 90 ? 90e6 + 1 : north * 1e6),
  ]);
}

function meeting(box: Bbox2D): IndexTest {
  if (box[2] - box[0] >= 360 && box[1] <= -90 && box[3] >= 90) return present;
  const [west, south, east, north] = outwards(box);
  const longitudes = turns.map((turn) => all([test('west', '<=', east + turn), test('east', '>=', west + turn)]));
  return all([test('south', '<=', north), test('north', '>=', south), any(longitudes)]);
}

/** Whether a polygon is nothing but a box. */
function isRectangle(area: Geometry): boolean {
  if (area.type !== 'Polygon' || area.coordinates.length !== 1) return false;
  const ring = area.coordinates[0]!;
  if (ring.length !== 5) return false;
  const corners = new Set(ring.map(([x, y]) => `${x} ${y}`));
  const [xs, ys] = [0, 1].map((axis) => new Set(ring.map((position) => position[axis])));
  const turnsAtCorners = ring
    .slice(1)
    .every((position, at) => (position[0] === ring[at]![0]) !== (position[1] === ring[at]![1]));
  return corners.size === 4 && xs!.size === 2 && ys!.size === 2 && turnsAtCorners;
}
