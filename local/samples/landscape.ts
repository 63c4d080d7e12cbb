import { fractal } from './noise.ts';

/** Sentinel-2 scene classification values. @see Sentinel-2 L2A ATBD, table "SCL" */
export const scl = { noData: 0, cloudShadow: 3, vegetation: 4, bare: 5, water: 6, cloud: 9 } as const;

/** Reflectances (1/10,000) of the ground by class and band. */
const ground: Record<number, Readonly<Record<string, number>>> = {
  [scl.vegetation]: { B02: 350, B03: 620, B04: 420, B08: 3300 },
  [scl.bare]: { B02: 900, B03: 1250, B04: 1650, B08: 2300 },
  [scl.water]: { B02: 700, B03: 560, B04: 340, B08: 150 },
};

/** What the ground is at a place, the same on every date and in every tile that shows it. */
export function groundClass(lon: number, lat: number): number {
  const height = fractal(lon * 3, lat * 4.5, 7, 5);
  if (height < 0.38) return scl.water;
  return fractal(lon * 18 + 5, lat * 26, 19, 4) > 0.54 ? scl.bare : scl.vegetation;
}

/** Class under moving weather. @param day days since the first scene @param cover 0 (clear) … 1 (overcast) */
export function sceneClass(lon: number, lat: number, day: number, cover: number): number {
  const drift = day * 0.37;
  const cloudiness = fractal((lon + drift) * 4, lat * 5 - drift, 100 + day, 3);
  if (cloudiness > 1 - cover) return scl.cloud;
  // The shadow falls north-west of its cloud, as in a morning pass over the northern hemisphere.
  if (fractal((lon + 0.02 + drift) * 4, (lat - 0.015) * 5 - drift, 100 + day, 3) > 1 - cover) return scl.cloudShadow;
  return groundClass(lon, lat);
}

/** Reflectance of a band, 1 … 10,000; 0 is nodata. */
export function reflectance(band: string, lon: number, lat: number, observed: number, day: number): number {
  const base = ground[groundClass(lon, lat)]?.[band] ?? 1000;
  const texture = 0.85 + 0.3 * fractal(lon * 120, lat * 160, 31, 2);
  const season = 1 + 0.02 * Math.sin(day / 9);
  const clear = base * texture * season;
  if (observed === scl.cloud) return Math.round(1500 + 3500 * texture * texture);
  if (observed === scl.cloudShadow) return Math.max(1, Math.round(clear * 0.4));
  return Math.max(1, Math.round(clear));
}
