import type { Geometry } from 'geojson';
import type { MapFrame } from './map-frame.ts';
import { linesOf, placeLine, type Place } from './outline-path.ts';

/** SVG's `matrix(a b c d e f)`: `x = a·u + c·v + e`, `y = b·u + d·v + f`. */
export type Placement = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** Edge of the square that pictures are laid into before they are placed. */
export const pictureEdge = 100;

/** How far a footprint's area may be from that of the parallelogram on its corners. */
const tolerance = 0.12;

/** Where a picture of a footprint lies. Scenes are rectangles of their own projection, so a footprint has four corners,
 * and the picture goes onto them; one without is covered by its box.
 * @returns matrix that takes the square of `pictureEdge` onto the map; undefined for what has no area */
export function picturePlacement(footprint: Geometry, frame: MapFrame): Placement | undefined {
  const rings = linesOf(footprint)
    .filter(({ closed }) => closed)
    .map(({ positions }) => placeLine(positions, frame));
  const places = rings.flat();
  const least = (value: (place: Place) => number) => places.reduce((a, b) => (value(b) < value(a) ? b : a));
  if (places.length < 4) return undefined;
  const corner = least(([x, y]) => x + y);
  const right = least(([x, y]) => y - x);
  const below = least(([x, y]) => x - y);
  const area = rings.reduce((sum, ring) => sum + Math.abs(areaOf(ring)), 0);
  const opposite = least(([x, y]) => -x - y);
  const filled = Math.abs(
    (right[0] - corner[0]) * (below[1] - corner[1]) - (right[1] - corner[1]) * (below[0] - corner[0]),
  );
  if (area > 0 && Math.abs(filled / area - 1) <= tolerance) return onto([corner, right, below, opposite]);
  const [west, north] = [least(([x]) => x)[0], least(([, y]) => y)[1]];
  const [east, south] = [least(([x]) => -x)[0], least(([, y]) => -y)[1]];
  return east > west && south > north ? placement([west, north], [east, north], [west, south]) : undefined;
}

/** The parallelogram nearest to four corners, which a projection leaves a little askew. */
function onto([corner, right, below, opposite]: readonly [Place, Place, Place, Place]): Placement {
  const across = half(minus(right, corner), minus(opposite, below));
  const down = half(minus(below, corner), minus(opposite, right));
  const middle = half(half(corner, opposite), half(right, below));
  const start = minus(middle, half(across, down));
  return placement(start, minus(start, minus([0, 0], across)), minus(start, minus([0, 0], down)));
}

const half = (a: Place, b: Place): Place => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
const minus = (a: Place, b: Place): Place => [a[0] - b[0], a[1] - b[1]];

function placement(corner: Place, right: Place, below: Place): Placement {
  const scaled = (value: number) => Number((value / pictureEdge).toFixed(5));
  return [
    scaled(right[0] - corner[0]),
    scaled(right[1] - corner[1]),
    scaled(below[0] - corner[0]),
    scaled(below[1] - corner[1]),
    ...corner,
  ];
}

function areaOf(ring: readonly Place[]): number {
  return ring.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = ring[(index + 1) % ring.length] ?? [x, y];
    return sum + (x * nextY - nextX * y) / 2;
  }, 0);
}
