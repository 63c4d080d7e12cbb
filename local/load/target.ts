import type { Collection } from '../../lib/stac/collection.ts';
import type { Item } from '../../lib/stac/item.ts';

/** How items were written. */
export interface Counts {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
}

/** What a batch came to. */
export interface Written extends Counts {
  readonly refused: readonly { readonly index: number; readonly reason: string }[];
}

/** Where items go. Writing the same again changes nothing. */
export interface Target {
  /** For messages. */
  readonly name: string;
  hasCollection(id: string): Promise<boolean>;
  /** Leaves one that is there as it is. */
  makeCollection(collection: Collection): Promise<void>;
  setExtent(id: string, extent: Collection['extent']): Promise<void>;
  put(items: readonly Item[]): Promise<Written>;
  close(): Promise<void>;
}
