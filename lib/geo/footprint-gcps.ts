import type { Gcp } from '../raster/raster-header.ts';
import type { CrsTransform } from './crs.ts';
import type { LonLat, Ring } from './footprint-split.ts';

interface GcpImage {
  readonly width: number;
  readonly height: number;
  readonly gcps: readonly Gcp[];
}

/** Ring of an image that only has ground control points: their convex hull where they lie inside the image; where they
 * reach beyond it (a crop that kept its parent's points), its corners by the best affine fit of the points.
 * @returns undefined when points are missing or on one line */
export function gcpRing(image: GcpImage, toWgs84: CrsTransform): Ring | undefined {
  const [first] = image.gcps;
  if (!first) return undefined;
  const reference = toWgs84.forward(first.x, first.y)[0];
  const points = image.gcps.flatMap(({ col, row, x, y }) => {
    const [lon, lat] = toWgs84.forward(x, y);
    // Continuous with the first point, whichever side of ±180° the others are on.
    const near = reference + ((((lon - reference) % 360) + 540) % 360) - 180;
    return Number.isFinite(near) && Number.isFinite(lat) ? [{ col, row, lon: near, lat }] : [];
  });
  const inside = ({ col, row }: { col: number; row: number }) =>
    col >= -1 && row >= -1 && col <= image.width + 1 && row <= image.height + 1;
  if (points.every(inside)) return convexHull(points.map(({ lon, lat }) => [lon, lat] as const));
  const lon = planeThrough(points.map((point) => [point.col, point.row, point.lon]));
  const lat = planeThrough(points.map((point) => [point.col, point.row, point.lat]));
  if (!lon || !lat) return undefined;
  const corners = [
    [0, 0],
    [0, image.height],
    [image.width, image.height],
    [image.width, 0],
  ] as const;
  return corners.map(([col, row]): LonLat => [lon(col, row), lat(col, row)]);
}

/** Andrew's monotone chain. */
function convexHull(points: readonly LonLat[]): LonLat[] | undefined {
  const sorted = points.toSorted(([x1, y1], [x2, y2]) => x1 - x2 || y1 - y2);
  const half = (ordered: readonly LonLat[]) => {
    const chain: LonLat[] = [];
    for (const point of ordered) {
      while (chain.length >= 2 && !turnsLeft(chain.at(-2), chain.at(-1), point)) chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  const hull = [...half(sorted), ...half(sorted.toReversed())];
  return hull.length < 3 ? undefined : hull;
}

function turnsLeft(a: LonLat | undefined, b: LonLat | undefined, c: LonLat): boolean {
  if (!a || !b) return true;
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]) > 0;
}

/** Least-squares plane z = p·x + q·y + r. @returns undefined when the points are on one line */
function planeThrough(
  points: readonly (readonly [x: number, y: number, z: number])[],
): ((x: number, y: number) => number) | undefined {
  const mean = (axis: 0 | 1 | 2) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [meanX, meanY, meanZ] = [mean(0), mean(1), mean(2)];
  let [xx, xy, yy, xz, yz] = [0, 0, 0, 0, 0];
  for (const [x, y, z] of points) {
    const [dx, dy, dz] = [x - meanX, y - meanY, z - meanZ];
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
    xz += dx * dz;
    yz += dy * dz;
  }
  const determinant = xx * yy - xy * xy;
  if (!(Math.abs(determinant) > 1e-12 * xx * yy)) return undefined;
  const p = (xz * yy - yz * xy) / determinant;
  const q = (yz * xx - xz * xy) / determinant;
  return (x, y) => meanZ + p * (x - meanX) + q * (y - meanY);
}
