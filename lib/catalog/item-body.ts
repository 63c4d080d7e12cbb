import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Geometry } from 'geojson';
import type { Item, ItemProperties } from '../stac/item.ts';
import type { StoredItem } from './catalog.ts';

/** An item cut for storage: what searches look at stays JSON text; the rest, mostly asset hrefs that repeat
 * from item to item, is deflated with a dictionary taken from an earlier item of the collection. */
export interface ItemBody {
  readonly geometry: string;
  readonly properties: string;
  readonly rest: Uint8Array;
  /** Bytes before deflating, about. */
  readonly restLength: number;
  /** Whether the item has members of its own beside those of the STAC specification. */
  readonly foreign: boolean;
}

const members = new Set(
  'type stac_version stac_extensions id collection geometry bbox properties links assets'.split(' '),
);

type PackedBody = Omit<ItemBody, 'restLength'>;

/** zlib looks back no further. */
const maxDictionary = 32_768;

export function packBody(item: Item, dictionary: Uint8Array): ItemBody {
  const rest = restText(item);
  return {
    geometry: JSON.stringify(item.geometry),
    properties: JSON.stringify(item.properties),
    rest: deflateRawSync(rest, { dictionary, level: 4 }),
    restLength: rest.length,
    foreign: Object.keys(item).some((name) => !members.has(name)),
  };
}

/** A dictionary that fits items like this one. */
export function dictionaryOf(item: Item): Uint8Array {
  return Buffer.from(restText(item)).subarray(0, maxDictionary);
}

/** An item at rest with its texts, made whole only when asked. `probe` is enough for the refine: its members are parsed
 * when they are read, and reading `geometry` or `properties` doesn't inflate the rest. */
export function openBody(
  row: Pick<StoredItem, 'collection' | 'id' | 'version' | 'updated'>,
  body: PackedBody,
  dictionary: Uint8Array,
): { readonly stored: StoredItem; readonly probe: Item } {
  let json: string | undefined;
  let item: Item | undefined;
  const stored: StoredItem = {
    ...row,
    get json() {
      return (json ??= wholeText(row, body, dictionary));
    },
    item: () => (item ??= JSON.parse(stored.json) as Item),
  };
  return { stored, probe: body.foreign ? stored.item() : probeOf(stored, body) };
}

function probeOf(stored: StoredItem, body: PackedBody): Item {
  let geometry: Geometry | null | undefined;
  let properties: ItemProperties | undefined;
  const probe = {
    type: 'Feature',
    id: stored.id,
    collection: stored.collection,
    get geometry() {
      return geometry === undefined ? (geometry = JSON.parse(body.geometry) as Geometry | null) : geometry;
    },
    get properties() {
      return (properties ??= JSON.parse(body.properties) as ItemProperties);
    },
  };
  for (const name of seldomRead) {
    Object.defineProperty(probe, name, { enumerable: true, get: () => stored.item()[name] });
  }
  return probe as Item;
}

const seldomRead = ['stac_version', 'stac_extensions', 'bbox', 'links', 'assets'] as const;

function wholeText(
  { id, collection }: Pick<StoredItem, 'id' | 'collection'>,
  body: PackedBody,
  dictionary: Uint8Array,
): string {
  const rest = inflateRawSync(body.rest, { dictionary }).toString();
  const names = `"type":"Feature","id":${JSON.stringify(id)},"collection":${JSON.stringify(collection)}`;
  const more = `${names},"geometry":${body.geometry},"properties":${body.properties}`;
  return rest === '{}' ? `{${more}}` : `${rest.slice(0, -1)},${more}}`;
}

function restText(item: Item): string {
  const { type: _type, id: _id, collection: _collection, geometry: _geometry, properties: _properties, ...rest } = item;
  return itemText(rest);
}

/** Links come first in the text, so that answers splice theirs in without parsing it. */
export function itemText({ links, ...rest }: Pick<Item, 'links'>): string {
  return JSON.stringify({ links, ...rest });
}
