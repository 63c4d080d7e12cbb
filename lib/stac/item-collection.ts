import type { StoredItem } from '../catalog/catalog.ts';
import { spliceLinks } from './item-text.ts';
import type { Item, Link } from './item.ts';
import { itemLinks } from './links.ts';

/** Gives each item its links, as JSON text without parsing it. */
export function itemAnswer(root: string, stored: StoredItem): string {
  return spliceLinks(stored.json, itemLinks(root, stored.collection, stored.id));
}

/** What a page says about itself. */
export interface PageAnswer {
  readonly links: readonly Link[];
  readonly numberMatched?: number;
}

/** A page of items as a GeoJSON FeatureCollection, as text.
 * @param select picks the parts of each item that the fields extension asks for; without it the texts are spliced */
export function itemCollectionText(
  root: string,
  items: readonly StoredItem[],
  page: PageAnswer,
  select?: (item: Item) => unknown,
): string {
  const features = items.map((stored) => {
    if (!select) return itemAnswer(root, stored);
    const item = stored.item();
    return JSON.stringify(
      select({ ...item, links: [...itemLinks(root, stored.collection, stored.id), ...item.links] }),
    );
  });
  const matched = page.numberMatched === undefined ? '' : `"numberMatched":${page.numberMatched},`;
  return `{"type":"FeatureCollection",${matched}"numberReturned":${features.length},"links":${JSON.stringify(page.links)},"features":[${features.join(',')}]}`;
}
