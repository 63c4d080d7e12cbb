import type { Geometry } from 'geojson';
import type { Item, ItemProperties } from '../stac/item.ts';
import type { ByteSink } from './byte-sink.ts';
import type { StoredItem } from './catalog.ts';
import { wholeText, writeText, type PackedBody } from './item-body.ts';
import type { OpenItem } from './page.ts';

type ItemRow = Pick<StoredItem, 'collection' | 'id' | 'version' | 'updated'>;

/** An item at rest with its texts, made whole only when asked. `probe` is enough for the refine: its members are parsed
 * when they are read, and reading `geometry` or `properties` doesn't inflate the rest. */
export function openBody(row: ItemRow, body: PackedBody, dictionary: Uint8Array): OpenItem {
  const stored = new RowItem(row, body, dictionary);
  return { stored, probe: body.foreign ? stored.item() : (new Probe(stored, body) as Item) };
}

// Classes, because a getter in an object literal gives every object a hidden class of its own: it is born old, and keeps
// what the getter sees alive until a full garbage collection. With a hundred items a page those took a third of the time.

class RowItem implements StoredItem {
  readonly collection: string;
  readonly id: string;
  readonly version: string;
  readonly updated: string;
  readonly #body: PackedBody;
  readonly #dictionary: Uint8Array;
  #json: string | undefined;
  #item: Item | undefined;

  constructor({ collection, id, version, updated }: ItemRow, body: PackedBody, dictionary: Uint8Array) {
    this.collection = collection;
    this.id = id;
    this.version = version;
    this.updated = updated;
    this.#body = body;
    this.#dictionary = dictionary;
  }

  get json(): string {
    return (this.#json ??= wholeText(this, this.#body, this.#dictionary));
  }

  writeTo(sink: ByteSink): void {
    writeText(sink, this, this.#body, this.#dictionary);
  }

  item(): Item {
    return (this.#item ??= JSON.parse(this.json) as Item);
  }
}

class Probe {
  readonly [foreign: string]: unknown;
  readonly type = 'Feature';
  readonly id: string;
  readonly collection: string;
  readonly #stored: StoredItem;
  readonly #body: PackedBody;
  #geometry: Geometry | null | undefined;
  #properties: ItemProperties | undefined;

  constructor(stored: StoredItem, body: PackedBody) {
    this.id = stored.id;
    this.collection = stored.collection;
    this.#stored = stored;
    this.#body = body;
  }

  get geometry() {
    if (this.#geometry === undefined) this.#geometry = JSON.parse(this.#body.geometry) as Geometry | null;
    return this.#geometry;
  }

  get properties() {
    return (this.#properties ??= JSON.parse(this.#body.properties) as ItemProperties);
  }

  get stac_version() {
    return this.#stored.item().stac_version;
  }

  get stac_extensions() {
    return this.#stored.item().stac_extensions;
  }

  get bbox() {
    return this.#stored.item().bbox;
  }

  get links() {
    return this.#stored.item().links;
  }

  get assets() {
    return this.#stored.item().assets;
  }
}
