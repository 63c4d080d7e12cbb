import { unwrapBbox, type Bbox2D } from '../lib/geo/bbox.ts';

/** An equirectangular map, true to scale at its middle latitude. */
export interface MapFrame {
  /** Units of the SVG. */
  readonly width: number;
  readonly height: number;
  /** What it shows; east may run on past 180. */
  readonly box: Bbox2D;
  /** Units of the SVG, y downwards. */
  place(longitude: number, latitude: number): readonly [x: number, y: number];
}

/** Degrees that a map shows at least, so that a point has surroundings. */
const leastSpan = 0.02;
/** Part of the span that is left free on each side. */
const margin = 0.08;

/** A frame that holds all boxes, each drawn nearest to the first. @param boxes not empty */
export function mapFrame(boxes: readonly Bbox2D[], width: number, height: number): MapFrame {
  const [first = [-180, -90, 180, 90] as const, ...others] = boxes.map(unwrapBbox);
  const anchor = (first[0] + first[2]) / 2;
  const near = [first, ...others.map((box) => moved(box, turnsTo(anchor, (box[0] + box[2]) / 2)))];
  const west = Math.min(...near.map((box) => box[0]));
  const south = Math.min(...near.map((box) => box[1]));
  const east = Math.min(west + 360, Math.max(...near.map((box) => box[2])));
  const north = Math.max(...near.map((box) => box[3]));
  const [lon, lat] = [(west + east) / 2, (south + north) / 2];
  // Nearer to a pole a degree of longitude would vanish.
  const shrink = Math.max(0.15, Math.cos((lat * Math.PI) / 180));
  const spanX = Math.max(leastSpan, (east - west) * (1 + 2 * margin)) * shrink;
  const spanY = Math.max(leastSpan, (north - south) * (1 + 2 * margin));
  const scale = Math.min(width / spanX, height / spanY);
  const [halfLon, halfLat] = [width / scale / shrink / 2, height / scale / 2];
  return {
    width,
    height,
    box: [lon - halfLon, lat - halfLat, lon + halfLon, lat + halfLat],
    place: (longitude, latitude) => [
      round(width / 2 + (longitude - lon) * shrink * scale),
      round(height / 2 - (latitude - lat) * scale),
    ],
  };
}

/** Degrees of full turns that bring a longitude within half a turn of another. */
export function turnsTo(anchor: number, longitude: number): number {
  return Math.round((anchor - longitude) / 360) * 360;
}

function moved([west, south, east, north]: Bbox2D, degrees: number): Bbox2D {
  return [west + degrees, south, east + degrees, north];
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
