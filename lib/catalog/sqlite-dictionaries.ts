import type { Item } from '../stac/item.ts';
import { dictionaryOf, packBody, type ItemBody } from './item-body.ts';
import type { Database } from './sqlite-database.ts';

/** Compression dictionaries of a file: rows name theirs by number, numbers are never reused. */
export interface Dictionaries {
  read(d: number): Uint8Array;
  /** Packs with the collection's newest dictionary, or with a new one made from this item when there is none,
   * or when items no longer look like it. Inside a write transaction. */
  pack(c: number, item: Item): { readonly d: number; readonly body: ItemBody };
  /** After a transaction failed: the numbers that it took are given again. */
  forget(): void;
}

const mostPerCollection = 16;

export function dictionaries(database: Database): Dictionaries {
  const byNumber = new Map<number, Uint8Array>();
  const read = (d: number): Uint8Array => {
    const known = byNumber.get(d);
    if (known) return known;
    const row = database.prepare('SELECT bytes FROM dictionary WHERE d = ?').get(d);
    if (!(row?.['bytes'] instanceof Uint8Array)) throw new Error(`The catalog's file has no dictionary ${d}`);
    byNumber.set(d, row['bytes']);
    return row['bytes'];
  };
  const create = (c: number, item: Item): number => {
    const made = database.prepare('INSERT INTO dictionary (c, bytes) VALUES (?, ?)').run(c, dictionaryOf(item));
    return Number(made.lastInsertRowid);
  };
  return {
    read,
    pack: (c, item) => {
      const found = database.prepare('SELECT max(d) AS d, count(*) AS many FROM dictionary WHERE c = ?').get(c);
      const d = typeof found?.['d'] === 'number' ? found['d'] : create(c, item);
      const body = packBody(item, read(d));
      const isOdd = body.rest.length > 1024 && body.rest.length > 0.5 * body.restLength;
      if (!isOdd || Number(found?.['many']) >= mostPerCollection) return { d, body };
      const better = create(c, item);
      return { d: better, body: packBody(item, read(better)) };
    },
    forget: () => byNumber.clear(),
  };
}
