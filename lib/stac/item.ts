import type { Geometry } from 'geojson';

/** STAC 1.0 link. @see https://github.com/radiantearth/stac-spec/blob/v1.0.0/item-spec/item-spec.md#link-object */
export interface Link {
  readonly rel: string;
  readonly href: string;
  readonly type?: string;
  readonly title?: string;
  readonly method?: 'GET' | 'POST';
  readonly body?: unknown;
  readonly merge?: boolean;
}

/** STAC 1.0 asset; extension fields (`proj:*`, `raster:bands`, `eo:bands`, `file:size` …) sit beside the core ones. */
export interface Asset {
  readonly href: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string;
  readonly roles?: readonly string[];
  readonly [extension: string]: unknown;
}

/** [west, south, east, north] degrees WGS 84, or the six-number 3-D form. West > east crosses ±180°. */
export type Bbox =
  | readonly [west: number, south: number, east: number, north: number]
  | readonly [west: number, south: number, low: number, east: number, north: number, high: number];

/** `datetime` is RFC 3339 UTC, or null with `start_datetime` and `end_datetime` set. */
export interface ItemProperties {
  readonly datetime: string | null;
  readonly [name: string]: unknown;
}

/** A STAC 1.0 item. In the catalog `links` holds only what is not made at answer time (`derived_from`, `via` …). */
export interface Item {
  readonly type: 'Feature';
  readonly stac_version: string;
  readonly stac_extensions?: readonly string[];
  readonly id: string;
  readonly collection: string;
  readonly geometry: Geometry | null;
  readonly bbox?: Bbox;
  readonly properties: ItemProperties;
  readonly links: readonly Link[];
  readonly assets: Readonly<Record<string, Asset>>;
  readonly [extension: string]: unknown;
}
