import type { Item, Link } from './item.ts';

const head = '{"links":[';

/** An item as JSON text with `links` first, so that links made at answer time can be spliced in without parsing it. */
export function itemText(item: Item): string {
  const { links, ...rest } = item;
  return JSON.stringify({ links, ...rest });
}

/** Puts links before those of an item's text; text that doesn't begin with its links is parsed and written again.
 * @param links not empty */
export function spliceLinks(text: string, links: readonly Link[]): string {
  if (!text.startsWith(head)) {
    const item = JSON.parse(text) as Item;
    return itemText({ ...item, links: [...links, ...item.links] });
  }
  const separator = text[head.length] === ']' ? '' : ',';
  return `${head}${JSON.stringify(links).slice(1, -1)}${separator}${text.slice(head.length)}`;
}

const headBytes = Buffer.from(head);
const closing = ']'.charCodeAt(0);

/** `spliceLinks` for text in UTF-8: its parts, none of them copied; undefined when it doesn't begin with its links. */
export function spliceLinksIntoBytes(
  text: Uint8Array,
  links: readonly Link[],
): readonly (Uint8Array | string)[] | undefined {
  if (headBytes.compare(text, 0, headBytes.length) !== 0) return undefined;
  const separator = text[headBytes.length] === closing ? '' : ',';
  return [`${head}${JSON.stringify(links).slice(1, -1)}${separator}`, text.subarray(headBytes.length)];
}
