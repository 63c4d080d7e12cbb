import type { Crs } from '../geo/crs.ts';

/** Type of a sample as it is decoded; names of the STAC raster extension. */
export type SampleType =
  | 'uint8'
  | 'int8'
  | 'uint16'
  | 'int16'
  | 'uint32'
  | 'int32'
  | 'uint64'
  | 'int64'
  | 'float32'
  | 'float64'
  | 'cint16'
  | 'cint32'
  | 'cfloat32'
  | 'cfloat64';

export type ColorInterpretation =
  | 'gray'
  | 'palette'
  | 'red'
  | 'green'
  | 'blue'
  | 'alpha'
  | 'cyan'
  | 'magenta'
  | 'yellow'
  | 'black'
  | 'undefined';

/** `x = a·col + b·row + c`, `y = d·col + e·row + f`; (0, 0) is the outer corner of the first pixel. */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export interface RasterBand {
  readonly dtype: SampleType;
  /** Bits of a stored sample: 1, 12, 16 (half floats decode to float32) …; for complex types those of both parts together. */
  readonly bits: number;
  /** May be NaN. */
  readonly nodata?: number;
  /** value = stored · scale + offset */
  readonly scale?: number;
  readonly offset?: number;
  readonly description?: string;
  readonly unit?: string;
  readonly color: ColorInterpretation;
  /** GDAL metadata items of this band, for example STATISTICS_MINIMUM. */
  readonly metadata: Readonly<Record<string, string>>;
}

export interface Gcp {
  /** Pixel corners, like Affine. */
  readonly col: number;
  readonly row: number;
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

export type Compression =
  | 'none'
  | 'ccitt-rle'
  | 'ccitt-t4'
  | 'ccitt-t6'
  | 'lzw'
  | 'old-jpeg'
  | 'jpeg'
  | 'deflate'
  | 'packbits'
  | 'lerc'
  | 'lzma'
  | 'zstd'
  | 'webp'
  | 'jxl'
  | 'jpeg2000'
  | `code-${number}`;

/** What the headers of a GeoTIFF say, read as GDAL reads them. */
export interface RasterHeader {
  /** Without query, for messages. */
  readonly url: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly bands: readonly RasterBand[];
  /** Absent when the file names none or an unknown one; `crsProblem` says which. */
  readonly crs?: Crs;
  readonly crsProblem?: string;
  /** Absent when the file has none; then GDAL would say identity. */
  readonly transform?: Affine;
  readonly pixelIsPoint: boolean;
  readonly gcps: readonly Gcp[];
  /** Has rational polynomial coefficients. */
  readonly rpc: boolean;
  readonly tiled: boolean;
  /** Tile, or strip: image width × rows per strip. */
  readonly blockWidth: number;
  readonly blockHeight: number;
  readonly compression: Compression;
  /** 1 none, 2 horizontal differencing, 3 floating point. */
  readonly predictor: number;
  /** TIFF's PhotometricInterpretation. */
  readonly photometric: number;
  /** Samples of a pixel lie together (`pixel`), or each band apart (`band`). */
  readonly interleave: 'pixel' | 'band';
  /** Largest first. */
  readonly overviews: readonly { readonly width: number; readonly height: number }[];
  readonly internalMask: boolean;
  /** Images in the chain that are neither overview nor mask, the first included. */
  readonly pages: number;
  /** False when the request budget ended before the last overview was found. */
  readonly complete: boolean;
  readonly bigTiff: boolean;
  readonly littleEndian: boolean;
  /** Headers in front, and tiled with overviews or small: readable by ranges. */
  readonly cloudOptimized: boolean;
  /** GDAL's LAYOUT=COG marker is there. */
  readonly gdalCogLayout: boolean;
  /** RGB triples 0..65535, when the image has a palette. */
  readonly palette?: Uint16Array;
  /** TIFF DateTime `YYYY:MM:DD HH:MM:SS`, as ISO 8601 without zone (TIFF has none). */
  readonly dateTime?: string;
  readonly description?: string;
  readonly software?: string;
  /** GDAL metadata items of the dataset (default domain). */
  readonly metadata: Readonly<Record<string, string>>;
}
