import type { Asset, Bbox, Link } from './item.ts';
import type { IngestRule } from '../datasets/ingest-rule.ts';

/** A STAC 1.0 collection. `revisit:ingest` carries its ingest rules as data, so that a new collection needs no redeploy.
 * Its rules' containers are the ones it publishes: only those can be signed. */
export interface Collection {
  readonly type: 'Collection';
  readonly stac_version: string;
  readonly stac_extensions?: readonly string[];
  readonly id: string;
  readonly title?: string;
  readonly description: string;
  readonly keywords?: readonly string[];
  readonly license: string;
  readonly extent: {
    readonly spatial: { readonly bbox: readonly Bbox[] };
    readonly temporal: { readonly interval: readonly (readonly [string | null, string | null])[] };
  };
  readonly summaries?: Readonly<Record<string, unknown>>;
  readonly item_assets?: Readonly<Record<string, Partial<Asset>>>;
  readonly assets?: Readonly<Record<string, Asset>>;
  readonly links: readonly Link[];
  readonly 'revisit:ingest'?: readonly IngestRule[];
  readonly [extension: string]: unknown;
}
