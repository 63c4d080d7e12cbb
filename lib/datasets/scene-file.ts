import type { Geometry, Polygon } from 'geojson';
import type { SampleType } from '../raster/raster-header.ts';
import type { Bbox } from '../stac/item.ts';
import type { NamedTime } from './parse-datetime.ts';

export type FileRole = 'raster' | 'preview' | 'metadata' | 'sidecar';

/** Which scene a blob belongs to, and as what: all that its path tells. */
export interface FileMatch {
  /** Id of the item. */
  readonly scene: string;
  readonly role: FileRole;
  /** Asset key; of two files with one key the later path gets a suffix. */
  readonly asset: string;
  readonly time?: NamedTime;
}

/** What a header says, as far as items tell it. */
export interface RasterFacts {
  readonly width: number;
  readonly height: number;
  readonly bands: readonly BandFacts[];
  readonly cloudOptimized: boolean;
  readonly crs?: { readonly epsg: number | null; readonly definition: string; readonly name?: string };
  readonly transform?: readonly number[];
  readonly footprint?: {
    readonly geometry: Geometry;
    readonly bbox: Bbox;
    readonly projGeometry?: Polygon;
    readonly projBbox?: readonly [number, number, number, number];
  };
  /** Why there is no footprint. */
  readonly footprintProblem?: string;
  /** The TIFF's DateTime; it has no zone and is taken for UTC. */
  readonly dateTime?: string;
}

/** Names and values of the STAC raster extension: non-finite nodata are `nan`, `inf`, `-inf`. */
export interface BandFacts {
  readonly data_type: SampleType;
  readonly bits_per_sample?: number;
  readonly nodata?: number | 'nan' | 'inf' | '-inf';
  readonly scale?: number;
  readonly offset?: number;
  readonly unit?: string;
  readonly description?: string;
}

/** A blob of a scene as the table `scene-assets` keeps it. */
export interface SceneFile extends FileMatch {
  readonly path: string;
  /** Without SAS. */
  readonly url: string;
  /** False once the blob is deleted or can't be read. The record stays, so that whoever read the blob before can't write it back. */
  readonly present: boolean;
  /** Why it can't be read. */
  readonly unreadable?: string;
  readonly eTag: string;
  /** Of the newest event seen. */
  readonly sequencer?: string;
  /** RFC 3339: when this content was first recorded; scenes settle by it. */
  readonly recordedAt: string;
  /** RFC 3339. */
  readonly lastModified: string;
  /** Bytes. */
  readonly size: number;
  readonly raster?: RasterFacts;
  /** Of a sidecar or a metadata file that was understood. */
  readonly content?: Readonly<Record<string, unknown>>;
}
