import type { StoredItem } from '../catalog/catalog.ts';
import { spliceLinks, spliceLinksIntoBytes } from './item-text.ts';
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

/** A page of items as a GeoJSON FeatureCollection, as JSON in UTF-8.
 * @param select picks the parts of each item that the fields extension asks for; without it the texts are spliced */
export function itemCollectionBytes(
  root: string,
  items: readonly StoredItem[],
  page: PageAnswer,
  select?: (item: Item) => unknown,
): Uint8Array<ArrayBuffer> {
  const matched = page.numberMatched === undefined ? '' : `"numberMatched":${page.numberMatched},`;
  const about = `${matched}"numberReturned":${items.length},"links":${JSON.stringify(page.links)}`;
  const parts: (Uint8Array | string)[] = [`{"type":"FeatureCollection",${about},"features":[`];
  for (const [index, stored] of items.entries()) {
    if (index > 0) parts.push(',');
    parts.push(...featureParts(root, stored, select));
  }
  parts.push(']}');
  return joined(parts);
}

/** In memory of its own, which can be given back. */
function joined(parts: readonly (Uint8Array | string)[]): Uint8Array<ArrayBuffer> {
  const sizeOf = (part: Uint8Array | string) => (typeof part === 'string' ? Buffer.byteLength(part) : part.length);
  const bytes = Buffer.allocUnsafeSlow(parts.reduce((size, part) => size + sizeOf(part), 0));
  let at = 0;
  for (const part of parts) {
    if (typeof part === 'string') at += bytes.write(part, at);
    else {
      bytes.set(part, at);
      at += part.length;
    }
  }
  return bytes;
}

function featureParts(
  root: string,
  stored: StoredItem,
  select: ((item: Item) => unknown) | undefined,
): readonly (Uint8Array | string)[] {
  const links = itemLinks(root, stored.collection, stored.id);
  if (select) {
    const item = stored.item();
    return [JSON.stringify(select({ ...item, links: [...links, ...item.links] }))];
  }
  return (stored.bytes && spliceLinksIntoBytes(stored.bytes, links)) ?? [spliceLinks(stored.json, links)];
}
