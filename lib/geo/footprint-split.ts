import type { MultiPolygon, Polygon, Position } from 'geojson';
import type { Bbox } from '../stac/item.ts';

export type LonLat = readonly [lon: number, lat: number];
/** Open ring: the last point is not the first. Longitudes are continuous and may leave ±180°. */
export type Ring = readonly LonLat[];

interface SplitRing {
  readonly geometry: Polygon | MultiPolygon;
  readonly bbox: Bbox;
}

/** A ring with continuous longitudes as GeoJSON geometry: cut at ±180°, led over the pole that it encloses, counter-clockwise,
 * seven decimals (a centimetre).
 * @param poles that lie inside
 * @returns undefined for a ring without area */
export function splitRing(ring: Ring, poles: readonly (-90 | 90)[]): SplitRing | undefined {
  if (poles.length === 2) return whole(-90, 90);
  const [pole] = poles;
  if (pole !== undefined) return single(overPole(ring, pole));
  const lons = ring.map(([lon]) => lon);
  const [west, east] = [Math.min(...lons), Math.max(...lons)];
  if (east - west >= 360 - 1e-9) {
    const lats = ring.map(([, lat]) => lat);
    return whole(Math.min(...lats), Math.max(...lats));
  }
  const turns = Math.floor(((west + east) / 2 + 180) / 360);
  const centred = ring.map(([lon, lat]): LonLat => [snapped(lon - 360 * turns), lat]);
  const [centredWest, centredEast] = [snapped(west - 360 * turns), snapped(east - 360 * turns)];
  if (centredWest >= -180 && centredEast <= 180) return single(centred);
  const seam = centredWest < -180 ? -180 : 180;
  const inside = cut(centred, seam, seam < 0);
  const outside = cut(centred, seam, seam > 0).map(([lon, lat]): LonLat => [lon - 2 * seam, lat]);
  const parts = [inside, outside].map(finished).filter((part) => part !== undefined);
  const [only] = parts;
  if (parts.length === 1 && only) return single(only.slice(0, -1).map(([lon = 0, lat = 0]): LonLat => [lon, lat]));
  if (!only) return undefined;
  const eastern = seam > 0 ? inside : outside;
  const western = seam > 0 ? outside : inside;
  const lats = ring.map(([, lat]) => lat);
  return {
    geometry: { type: 'MultiPolygon', coordinates: parts.map((part) => [part]) },
    bbox: [
      rounded(Math.min(...eastern.map(([lon]) => lon))),
      rounded(Math.min(...lats)),
      rounded(Math.max(...western.map(([lon]) => lon))),
      rounded(Math.max(...lats)),
    ],
  };
}

/** A longitude that is ±180° but for rounding is ±180°. */
function snapped(lon: number): number {
  return Math.abs(Math.abs(lon) - 180) < 1e-9 ? Math.sign(lon) * 180 : lon;
}

function whole(south: number, north: number): SplitRing | undefined {
  return single([
    [-180, south],
    [180, south],
    [180, north],
    [-180, north],
  ]);
}

function single(ring: Ring): SplitRing | undefined {
  const closed = finished(ring);
  if (!closed) return undefined;
  const lons = closed.map(([lon = 0]) => lon);
  const lats = closed.map(([, lat = 0]) => lat);
  return {
    geometry: { type: 'Polygon', coordinates: [closed] },
    bbox: [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)],
  };
}

/** Rounded, without repeated points, counter-clockwise, closed. */
function finished(ring: Ring): Position[] | undefined {
  const points = ring
    .map(([lon, lat]) => [rounded(lon), rounded(lat)] as const)
    .filter(([lon, lat], at, all) => {
      const previous = all[(at + all.length - 1) % all.length];
      return all.length === 1 || previous?.[0] !== lon || previous[1] !== lat;
    });
  const area = signedArea(points);
  if (points.length < 3 || area === 0) return undefined;
  const ordered = area > 0 ? points : [...points.slice(0, 1), ...points.slice(1).toReversed()];
  return [...ordered, ...ordered.slice(0, 1)].map(([lon, lat]) => [lon, lat]);
}

function rounded(degrees: number): number {
  return Math.round(degrees * 1e7) / 1e7 + 0;
}

function signedArea(ring: Ring): number {
  return ring.reduce((sum, [x, y], at) => {
    const [nextX, nextY] = ring[(at + 1) % ring.length] ?? [x, y];
    return sum + (x * nextY - nextX * y) / 2;
  }, 0);
}

/** The part of a ring on one side of a meridian (Sutherland–Hodgman). */
function cut(ring: Ring, meridian: number, keepEast: boolean): LonLat[] {
  const inside = (lon: number) => (keepEast ? lon >= meridian : lon <= meridian);
  return ring.flatMap((point, at): LonLat[] => {
    const next = ring[(at + 1) % ring.length] ?? point;
    const kept = inside(point[0]) ? [point] : [];
    if (inside(point[0]) === inside(next[0])) return kept;
    const part = (meridian - point[0]) / (next[0] - point[0]);
    return [...kept, [meridian, point[1] + (next[1] - point[1]) * part]];
  });
}

/** A ring around a pole, opened at ±180° and closed over the pole. */
function overPole(ring: Ring, pole: -90 | 90): LonLat[] {
  const eastward = netTurn(ring) > 0 ? ring : ring.toReversed();
  const wrapped = eastward.map(([lon, lat]): LonLat => [lon - 360 * Math.floor((lon + 180) / 360), lat]);
  // The walk eastward passes ±180° once, where longitude falls.
  const at = wrapped.findIndex(([lon], index) => lon > (wrapped[(index + 1) % wrapped.length]?.[0] ?? lon));
  const walk = [...wrapped.slice(at + 1), ...wrapped.slice(0, at + 1)];
  const [first, last] = [walk[0], walk.at(-1)];
  if (!first || !last) return [];
  const part = (180 - last[0]) / (first[0] + 360 - last[0]);
  const seam = last[1] + (first[1] - last[1]) * part;
  return [[-180, seam], ...walk, [180, seam], [180, pole], [-180, pole]];
}

/** Sign of the way around: sum of steps, each the short way. */
function netTurn(ring: Ring): number {
  return ring.reduce((sum, [lon], at) => {
    const step = (ring[(at + 1) % ring.length]?.[0] ?? lon) - lon;
    return sum + (((step % 360) + 540) % 360) - 180;
  }, 0);
}
