import type { Affine } from '../raster/raster-header.ts';
import { isGeographic, toWgs84, type Crs } from './crs.ts';
import type { LonLat, Ring } from './footprint-split.ts';

interface PlacedImage {
  readonly width: number;
  readonly height: number;
  readonly crs: Crs;
  readonly transform: Affine;
}

/** Points along an edge at which projecting is watched. */
const samplesPerEdge = 48;
/** Edges that bend by less than this part of the footprint's diagonal stay straight. */
const straight = 0.005;
/** How near a bent edge is followed, in the same measure. */
const followed = 0.0005;

/** Ring of an image's outline in WGS 84 with continuous longitudes (they may leave ±180°), starting at the first pixel's corner.
 * @returns undefined when no pixel can be projected */
export function imageRing(image: PlacedImage): Ring | undefined {
  const locate = locator(image);
  const edges = cornerPixels(image).map((from, index, corners) => {
    const to = corners[(index + 1) % corners.length] ?? from;
    return Array.from({ length: samplesPerEdge + 1 }, (_, at) =>
      locate(lerp(from.col, to.col, at / samplesPerEdge), lerp(from.row, to.row, at / samplesPerEdge)),
    );
  });
  if (edges.flat().every((point) => point !== undefined)) {
    const continuous = unwrapped(edges.flat() as LonLat[], isGeographic(image.crs));
    return simplified(chunks(continuous, samplesPerEdge + 1));
  }
  const limb = visibleRing(image, locate);
  return limb && simplified([unwrapped(limb, false)]);
}

type Locate = (col: number, row: number) => LonLat | undefined;

/** Projections whose inverse folds points that lie outside the world back into it: only a round trip tells. */
const folding = /\+proj=(?:sinu|moll|robin|eck\d|natearth|eqearth|vandg|goode|igh)\b|sinusoidal|mollweide|robinson/i;

function locator({ crs, transform }: PlacedImage): Locate {
  const { forward, inverse } = toWgs84(crs);
  const [a, b, c, d, e, f] = transform;
  const tolerance = Math.hypot(a, d) * 1e-3;
  const folds = folding.test(crs.definition);
  const geographic = isGeographic(crs);
  return (col, row) => {
    const x = a * col + b * row + c;
    const y = d * col + e * row + f;
    const [lon, lat] = forward(x, y);
    if (!Number.isFinite(lon) || !Number.isFinite(lat)) return undefined;
    // Longitudes past ±180° are kept as they are: a grid of 0–360° is one piece.
    if (geographic) return [x + (((lon - x + 540) % 360) - 180), clampLatitude(lat)];
    if (folds) {
      const [x2, y2] = inverse(lon, lat);
      if (!(Math.hypot(x2 - x, y2 - y) <= tolerance)) return undefined;
    }
    return [lon, clampLatitude(lat)];
  };
}

function clampLatitude(lat: number): number {
  return Math.max(-90, Math.min(90, lat));
}

function cornerPixels({ width, height }: PlacedImage) {
  return [
    { col: 0, row: 0 },
    { col: 0, row: height },
    { col: width, row: height },
    { col: width, row: 0 },
  ];
}

/** Longitudes made continuous: no step is longer than 180°. */
function unwrapped(points: readonly LonLat[], asTheyAre: boolean): LonLat[] {
  if (asTheyAre) return [...points];
  let turns = 0;
  let previous = points[0]?.[0] ?? 0;
  return points.map(([lon, lat]) => {
    if (lon - previous > 180) turns -= 1;
    if (lon - previous < -180) turns += 1;
    previous = lon;
    return [lon + 360 * turns, lat];
  });
}

/** The corners alone where edges are straight enough, else as many of their points as the bend needs. Not closed. */
function simplified(edges: readonly (readonly LonLat[])[]): LonLat[] {
  const points = edges.flat();
  const lats = points.map(([, lat]) => lat);
  const lons = points.map(([lon]) => lon);
  // Degrees of longitude shrink towards the poles; far from the equator they would else dominate.
  const squeeze = Math.cos((Math.min(...lats.map(Math.abs)) * Math.PI) / 180);
  const diagonal = Math.hypot((Math.max(...lons) - Math.min(...lons)) * squeeze, Math.max(...lats) - Math.min(...lats));
  const bends = edges.some((edge) => farthest(edge, 0, edge.length - 1, squeeze).distance > straight * diagonal);
  return edges.flatMap((edge) =>
    bends ? thinned(edge, 0, edge.length - 1, squeeze, followed * diagonal) : edge.slice(0, 1),
  );
}

/** Douglas–Peucker; without the last point, which starts the next edge. */
function thinned(edge: readonly LonLat[], from: number, to: number, squeeze: number, tolerance: number): LonLat[] {
  const { at, distance } = farthest(edge, from, to, squeeze);
  if (distance <= tolerance) return edge.slice(from, from + 1);
  return [...thinned(edge, from, at, squeeze, tolerance), ...thinned(edge, at, to, squeeze, tolerance)];
}

/** The point of an edge that lies farthest from the same part of its chord, in degrees of latitude. */
function farthest(edge: readonly LonLat[], from: number, to: number, squeeze: number) {
  const [first, last] = [edge[from], edge[to]];
  let [at, distance] = [from, 0];
  if (!first || !last) return { at, distance };
  const [dx, dy] = [(last[0] - first[0]) * squeeze, last[1] - first[1]];
  const length = Math.hypot(dx, dy);
  for (let index = from + 1; index < to; index += 1) {
    const point = edge[index];
    if (!point) continue;
    const [px, py] = [(point[0] - first[0]) * squeeze, point[1] - first[1]];
    const off = length === 0 ? Math.hypot(px, py) : Math.abs(px * dy - py * dx) / length;
    if (off > distance) [at, distance] = [index, off];
  }
  return { at, distance };
}

/** Outline of the part of an image that its projection reaches (the earth's disc in a geostationary view): from a pixel
 * inside, rays to the image's edge are cut where projecting fails. */
function visibleRing(image: PlacedImage, locate: Locate): LonLat[] | undefined {
  const centre = visibleCentre(image, locate);
  if (!centre) return undefined;
  const rays = samplesPerEdge * 4;
  const corners = cornerPixels(image);
  const ring = Array.from({ length: rays }, (_, ray) => {
    const edge = Math.floor(ray / samplesPerEdge);
    const [from, to] = [corners[edge], corners[(edge + 1) % 4]];
    const part = (ray % samplesPerEdge) / samplesPerEdge;
    const end = { col: lerp(from?.col ?? 0, to?.col ?? 0, part), row: lerp(from?.row ?? 0, to?.row ?? 0, part) };
    return lastVisible(centre, end, locate);
  }).filter((point) => point !== undefined);
  const [first] = ring;
  return first && [...ring, first];
}

interface Pixel {
  readonly col: number;
  readonly row: number;
}

function visibleCentre({ width, height }: PlacedImage, locate: Locate): Pixel | undefined {
  const steps = 32;
  const visible: Pixel[] = [];
  for (let row = 0; row <= steps; row += 1) {
    for (let col = 0; col <= steps; col += 1) {
      const pixel = { col: (width * col) / steps, row: (height * row) / steps };
      if (locate(pixel.col, pixel.row)) visible.push(pixel);
    }
  }
  if (visible.length === 0) return undefined;
  const mean = {
    col: visible.reduce((sum, { col }) => sum + col, 0) / visible.length,
    row: visible.reduce((sum, { row }) => sum + row, 0) / visible.length,
  };
  return locate(mean.col, mean.row) ? mean : visible[Math.floor(visible.length / 2)];
}

function lastVisible(inside: Pixel, outside: Pixel, locate: Locate): LonLat | undefined {
  const at = (part: number) => locate(lerp(inside.col, outside.col, part), lerp(inside.row, outside.row, part));
  const end = at(1);
  if (end) return end;
  let [seen, unseen] = [0, 1];
  for (let step = 0; step < 40; step += 1) {
    const middle = (seen + unseen) / 2;
    if (at(middle)) seen = middle;
    else unseen = middle;
  }
  return at(seen);
}

function lerp(from: number, to: number, part: number): number {
  return from + (to - from) * part;
}

function chunks(points: readonly LonLat[], size: number): LonLat[][] {
  return Array.from({ length: Math.ceil(points.length / size) }, (_, at) => points.slice(at * size, (at + 1) * size));
}
