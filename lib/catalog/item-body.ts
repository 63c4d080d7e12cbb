import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Item } from '../stac/item.ts';
import { inflateRawBlock } from '../raster/decode-kernels.ts';
import type { ByteSink } from './byte-sink.ts';
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

export type PackedBody = Omit<ItemBody, 'restLength'>;

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

/** What a row says of an item beside its body. */
type ItemName = Pick<StoredItem, 'id' | 'collection'>;

export function wholeText(name: ItemName, body: PackedBody, dictionary: Uint8Array): string {
  return `${inflated(body, dictionary).toString()}${restOfText(name, body)}`;
}

export function writeText(sink: ByteSink, name: ItemName, body: PackedBody, dictionary: Uint8Array): void {
  sink.bytes(inflated(body, dictionary));
  sink.text(restOfText(name, body));
}

/** The text of what was deflated, without its closing brace: it begins with the item's `links`, so a comma follows.
 * @returns valid until the next is inflated */
function inflated({ rest }: PackedBody, dictionary: Uint8Array): Buffer {
  const { buffer, byteOffset, byteLength } =
    inflateRawBlock(rest, likelyLength, dictionary) ?? inflateRawSync(rest, { dictionary });
  return Buffer.from(buffer, byteOffset, byteLength - 1);
}

/** Longer ones are zlib's. */
const likelyLength = 131_072;

function restOfText({ id, collection }: ItemName, { geometry, properties }: PackedBody): string {
  const names = `"type":"Feature","id":${JSON.stringify(id)},"collection":${JSON.stringify(collection)}`;
  return `,${names},"geometry":${geometry},"properties":${properties}}`;
}

function restText(item: Item): string {
  const { type: _type, id: _id, collection: _collection, geometry: _geometry, properties: _properties, ...rest } = item;
  return itemText(rest);
}

/** Links come first in the text, so that answers splice theirs in without parsing it. */
export function itemText({ links, ...rest }: Pick<Item, 'links'>): string {
  return JSON.stringify({ links, ...rest });
}
