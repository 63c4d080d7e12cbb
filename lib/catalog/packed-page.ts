import type { Item } from '../stac/item.ts';
import type { SearchPage, StoredItem } from './catalog.ts';

/** A page that goes from one thread to another: the texts of all items are one piece of memory, handed over and not copied. */
export interface PackedPage extends Omit<SearchPage, 'items'> {
  readonly items: readonly PackedItem[];
  /** UTF-8 of the items, one after the other. */
  readonly text: Uint8Array<ArrayBuffer>;
}

interface PackedItem extends Pick<StoredItem, 'collection' | 'id' | 'version' | 'updated'> {
  /** Where its text ends. */
  readonly end: number;
}

export function packPage({ items, ...page }: SearchPage): PackedPage {
  const texts = items.map(({ json }) => json);
  const text = new Uint8Array(texts.reduce((sum, json) => sum + Buffer.byteLength(json), 0));
  const into = Buffer.from(text.buffer);
  let end = 0;
  const packed = items.map(({ collection, id, version, updated }, index) => {
    end += into.write(texts[index] ?? '', end);
    return { collection, id, version, updated, end };
  });
  return { ...page, items: packed, text };
}

/** The page again; an item's text is decoded, and parsed, when it is asked for. */
export function openPage({ items, text, ...page }: PackedPage): SearchPage {
  let start = 0;
  const opened = items.map(({ end, ...item }) => {
    const bytes = Buffer.from(text.buffer, start, end - start);
    start = end;
    return openItem(item, bytes);
  });
  return { ...page, items: opened };
}

function openItem(row: Omit<PackedItem, 'end'>, bytes: Buffer): StoredItem {
  let json: string | undefined;
  let item: Item | undefined;
  const stored: StoredItem = {
    ...row,
    bytes,
    get json() {
      return (json ??= bytes.toString());
    },
    item: () => (item ??= JSON.parse(stored.json) as Item),
  };
  return stored;
}
