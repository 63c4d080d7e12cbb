import { scl } from './landscape.ts';

/** A made scene: real names, grids and footprint of a Sentinel-2 tile at an eighteenth of its resolution. */
export interface SampleScene {
  readonly id: string;
  readonly mgrsTile: string;
  readonly epsg: number;
  /** Upper-left corner, metres of the UTM zone. */
  readonly origin: readonly [x: number, y: number];
  readonly datetime: string;
  /** Days since the first scene; drives weather and season. */
  readonly day: number;
  /** 0 … 1. */
  readonly cloudCover: number;
  /** East edge of the swath as a fraction of the tile at its north edge; beyond it is nodata. 1 and more is a full tile. */
  readonly swathEdge: number;
}

/** Metres; a Sentinel-2 tile is 109.8 km wide. */
export const tileEdge = 109_800;
export const bandResolution = 180;
export const sclResolution = 360;
export const bands = ['B02', 'B03', 'B04', 'B08'] as const;

/** Two neighbours on both sides of 6° E, where UTM zone 31 meets zone 32 (Lake Geneva). */
const tiles = [
  { mgrsTile: '31TGM', epsg: 32_631, origin: [699_960, 5_200_020] },
  { mgrsTile: '32TLS', epsg: 32_632, origin: [300_000, 5_200_020] },
] as const;

const passes = [
  { date: '20260605', satellite: 'S2A', cloudCover: 0.35, swathEdge: 2 },
  { date: '20260610', satellite: 'S2B', cloudCover: 0.62, swathEdge: 2 },
  { date: '20260615', satellite: 'S2A', cloudCover: 0.3, swathEdge: 0.7 },
  { date: '20260620', satellite: 'S2B', cloudCover: 0.45, swathEdge: 2 },
  { date: '20260625', satellite: 'S2A', cloudCover: 0.25, swathEdge: 2 },
] as const;

/** The same list at every call: two tiles on five dates. */
export function sampleScenes(): readonly SampleScene[] {
  return passes.flatMap((pass, index) =>
    tiles.map((tile) => ({
      id: `${pass.satellite}_${tile.mgrsTile}_${pass.date}_0_L2A`,
      mgrsTile: tile.mgrsTile,
      epsg: tile.epsg,
      origin: tile.origin,
      datetime: `${pass.date.slice(0, 4)}-${pass.date.slice(4, 6)}-${pass.date.slice(6)}T10:36:29Z`,
      day: index * 5,
      cloudCover: pass.cloudCover,
      swathEdge: pass.swathEdge,
    })),
  );
}

/** A cloud-free composite over both tiles, in one of their two zones. */
export const sampleComposite = {
  collection: 'sentinel-2-l2a',
  area: [5.8, 45.98, 7.1, 46.85],
  datetime: '2026-06-01/2026-06-30',
  filter: 'eo:cloud_cover < 90',
  assets: ['B02', 'B03', 'B04'],
  grid: { crs: 'EPSG:32632', resolution: bandResolution },
  tileSize: 256,
  mask: { asset: 'SCL', classes: [scl.noData, 1, scl.cloudShadow, 8, scl.cloud, 10] },
  nodata: 0,
} as const;
