import { readFileSync } from 'node:fs';
import { sharedData, sharedDataMissing } from './shared-data.ts';

/** What GDAL 3.6.2 says of a raster of the shared data. */
export interface GdalFacts {
  /** Inside the data folder. */
  readonly path: string;
  readonly open: string;
  readonly message?: string;
  readonly driver: string;
  readonly size: readonly [width: number, height: number];
  readonly bands: number;
  /** GDAL order: c, a, b, f, d, e. */
  readonly geotransform: readonly number[] | null;
  readonly epsg: number | null;
  readonly proj4?: string;
  readonly gcps: number;
  readonly gcp_lonlat_bbox?: readonly number[];
  readonly rpc: boolean;
  readonly compression: string | null;
  readonly interleave: string;
  readonly layout: string | null;
  readonly bigtiff: boolean;
  readonly big_endian: boolean;
  readonly corner_coordinates?: Readonly<Record<string, readonly [number, number]>>;
  readonly wgs84_extent?: { readonly type: string; readonly coordinates: readonly (readonly (readonly number[])[])[] };
  readonly band_info: readonly {
    readonly dtype: string;
    readonly block: readonly [number, number];
    readonly nodata: number | string | null;
    readonly nbits: string | null;
    readonly color: string;
    readonly overviews: readonly (readonly [number, number])[];
    readonly mask_flags: number;
    readonly scale: number | null;
    readonly offset: number | null;
    readonly palette: number;
    readonly description: string | null;
  }[];
  readonly pixels_sha256_le_bsq?: string;
}

/** Every raster that GDAL was asked about; empty without the shared data. */
export function gdalOracle(): readonly GdalFacts[] {
  if (sharedDataMissing !== false) return [];
  return readFileSync(sharedData('oracles/gdal_3.6.2_rasters.ndjson'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line.replaceAll(/\b(?:NaN|-?Infinity)\b/g, '"$&"')) as GdalFacts);
}
