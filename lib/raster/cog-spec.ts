import type { Crs } from '../geo/crs.ts';
import type { Affine } from './raster-header.ts';
import type { CompositeType } from './sample-array.ts';

/** What a COG is, apart from its pixels. */
export interface CogSpec {
  readonly width: number;
  readonly height: number;
  readonly dtype: CompositeType;
  readonly bands: readonly CogBand[];
  readonly nodata?: number;
  readonly crs?: Crs;
  /** Pixel corners, units of `crs`. */
  readonly transform?: Affine;
  readonly compression?: CogCompression;
  /** Edge of a block in pixels, a multiple of 16: by default 512, and 256 for images that fit in one such block. */
  readonly block?: number;
  /** How overviews are made; `average` leaves out nodata. */
  readonly overviews?: OverviewResampling;
  /** GDAL metadata items of the dataset. */
  readonly metadata?: Readonly<Record<string, string>>;
}

export type CogCompression = 'deflate' | 'zstd';
export type OverviewResampling = 'average' | 'nearest';

export interface CogBand {
  readonly description?: string;
  /** GDAL metadata items of the band, for example STATISTICS_MINIMUM. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The full image or an overview, and the blocks that it is cut into. */
export interface CogLevel {
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly rows: number;
}

export function cogBlock(spec: Pick<CogSpec, 'width' | 'height' | 'block'>): number {
  return spec.block ?? (Math.max(spec.width, spec.height) <= 256 ? 256 : 512);
}

/** The full image first; each further level has half the size (rounded up), until one block holds it. */
export function cogLevels(spec: Pick<CogSpec, 'width' | 'height' | 'block'>): CogLevel[] {
  const block = cogBlock(spec);
  const levels: CogLevel[] = [];
  for (let factor = 1; ; factor *= 2) {
    const width = Math.ceil(spec.width / factor);
    const height = Math.ceil(spec.height / factor);
    levels.push({ width, height, columns: Math.ceil(width / block), rows: Math.ceil(height / block) });
    if (width <= block && height <= block) return levels;
  }
}
