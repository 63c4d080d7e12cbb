import type { Item } from '../stac/item.ts';
import type { StoredItem } from './catalog.ts';
import { cellOf } from './cells.ts';
import { documentId, sortableText } from './cosmos-names.ts';
import { indexKeyOf, noTime, type IndexKey } from './index-key.ts';
import { itemText } from './item-body.ts';
import type { OpenItem } from './page.ts';

/** Level of the cells that partition the items: 2.8° × 1.4°. */
const maxLevel = 7;

/** An item as a document. Times are milliseconds, the box microdegrees. */
export interface ItemDocument extends Place {
  readonly c: string;
  /** The item's id, so written that every order of text agrees. */
  readonly k: string;
  readonly t: number;
  readonly t0?: number;
  readonly t1?: number;
  readonly cloud?: number;
  readonly west?: number;
  readonly south?: number;
  readonly east?: number;
  readonly north?: number;
  readonly version: string;
  readonly updated: string;
  /** Counts the item's writes, so that an older one never covers a newer. */
  readonly revision: number;
  readonly item: Item;
}

/** Where the document of an item is. */
export interface Place {
  readonly id: string;
  readonly pk: string;
  readonly ym: string;
}

export function partitionOf(collection: string, cell: number): string {
  return `${collection}|${cell}`;
}

/** @returns the document, and what its bucket must cover */
export function itemDocument(
  item: Item,
  { version, revision }: Pick<ItemDocument, 'version' | 'revision'>,
): { readonly document: ItemDocument; readonly cell: number; readonly key: IndexKey } {
  const key = indexKeyOf(item);
  const { extent, time, span, cloudCover } = key;
  const cell = cellOf(extent && inDegrees(extent), maxLevel);
  const [west, south, east, north] = extent ?? [];
  const ym = time === noTime ? 'none' : new Date(time).toISOString().slice(0, -17);
  const document = {
    // With the month in the id, an item's old and new document differ even where only the first key counts.
    id: `${documentId(item.id)}.${ym}`,
    pk: partitionOf(item.collection, cell),
    ym,
    c: item.collection,
    k: sortableText(item.id),
    t: time,
    ...(span ? { t0: span.start, t1: span.end } : {}),
    ...(cloudCover === null ? {} : { cloud: cloudCover }),
    ...(extent ? { west: west!, south: south!, east: east!, north: north! } : {}),
    version,
    updated: new Date().toISOString(),
    revision,
    item,
  };
  return { document, cell, key };
}

export function openDocument({ item, version, updated }: ItemDocument): OpenItem {
  let json: string | undefined;
  const stored: StoredItem = {
    collection: item.collection,
    id: item.id,
    version,
    updated,
    get json() {
      return (json ??= itemText(item));
    },
    item: () => item,
  };
  return { stored, probe: item };
}

function inDegrees([west, south, east, north]: readonly [number, number, number, number]) {
  return [west / 1e6, south / 1e6, east / 1e6, north / 1e6] as const;
}
