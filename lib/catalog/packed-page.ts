import type { Item } from '../stac/item.ts';
import type { ByteSink } from './byte-sink.ts';
import type { SearchPage, StoredItem } from './catalog.ts';

/** A page that goes from one thread to another: the texts of all items are one piece of memory, handed over and not copied. */
export interface PackedPage extends Omit<SearchPage, 'items' | 'release'> {
  readonly items: readonly PackedItem[];
  /** UTF-8 of the items, one after the other. */
  readonly text: Uint8Array<ArrayBuffer>;
}

interface PackedItem extends Pick<StoredItem, 'collection' | 'id' | 'version' | 'updated'> {
  /** Where its text ends. */
  readonly end: number;
}

/** @param sink for this page; what a page that failed left in it is forgotten */
export function packPage({ items, release: _none, ...page }: SearchPage, sink: ByteSink): PackedPage {
  sink.clear();
  const packed = items.map((item) => {
    if (item.writeTo) item.writeTo(sink);
    else sink.text(item.json);
    const { collection, id, version, updated } = item;
    return { collection, id, version, updated, end: sink.length };
  });
  return { ...page, items: packed, text: sink.take() };
}

/** The page again; an item's text is decoded, and parsed, when it is asked for. */
export function openPage({ items, text, ...page }: PackedPage): SearchPage {
  let start = 0;
  const opened = items.map(({ end, ...item }) => {
    const bytes = Buffer.from(text.buffer, start, end - start);
    start = end;
    return new TextItem(item, bytes);
  });
  return { ...page, items: opened, release: () => void text.buffer.transfer(0) };
}

/** A class for the reason given in `open-body.ts`. */
class TextItem implements StoredItem {
  readonly collection: string;
  readonly id: string;
  readonly version: string;
  readonly updated: string;
  readonly bytes: Buffer;
  #json: string | undefined;
  #item: Item | undefined;

  constructor({ collection, id, version, updated }: Omit<PackedItem, 'end'>, bytes: Buffer) {
    this.collection = collection;
    this.id = id;
    this.version = version;
    this.updated = updated;
    this.bytes = bytes;
  }

  get json(): string {
    return (this.#json ??= this.bytes.toString());
  }

  item(): Item {
    return (this.#item ??= JSON.parse(this.json) as Item);
  }
}
