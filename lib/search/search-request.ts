import type { Geometry } from 'geojson';
import type { Cql2 } from './cql2.ts';

/** An interval in milliseconds since 1970 UTC, both ends inclusive; ±Infinity when open. */
export interface TimeInterval {
  readonly start: number;
  readonly end: number;
}

/** `field` is `id`, `collection`, `datetime`, a property (`eo:cloud_cover`, `properties.eo:cloud_cover` is normalised to it). */
export interface SortKey {
  readonly field: string;
  readonly direction: 'asc' | 'desc';
}

/** A search, parsed and typed: what the door (`lib/search/parse-search.ts`) makes of GET and POST alike.
 * The `query` extension is translated into `filter`. */
export interface SearchRequest {
  readonly collections?: readonly string[];
  readonly ids?: readonly string[];
  /** 2-D, degrees WGS 84; west > east crosses ±180°. */
  readonly bbox?: readonly [west: number, south: number, east: number, north: number];
  readonly intersects?: Geometry;
  readonly datetime?: TimeInterval;
  readonly filter?: Cql2;
  /** Never empty after parsing: default newest first; `id` and `collection` are appended as tie-breaks by the store. */
  readonly sortby: readonly SortKey[];
  readonly limit: number;
  /** Keyset position from SearchPage.next/prev, already verified by the API layer. */
  readonly token?: string;
}
