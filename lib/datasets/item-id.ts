import { createHash } from 'node:crypto';

const longest = 200;

/** An item id from the scene's name: letters, digits, `.`, `_` and `-`, so that it needs no escaping in a URL path.
 * A name that had to be changed or cut ends with a hash of the original, so that no two names give one id. */
export function sceneId(name: string): string {
  const clean = name.normalize('NFC').replace(/[^\p{L}\p{N}._-]+/gu, '_');
  return clean === name && clean.length <= longest && !/^\.+$/.test(clean) ? clean : withHash(clean, name);
}

/** The id of a file that is an item of its own: its path without extension, folders joined by `__`. Files that differ in their extension
 * only (a COG and its preview) share it. Where joining could make two paths meet, a hash of the path follows.
 * @param fixed leading folders that the rule's pattern spells out, and so are the same for every item */
export function fileId(path: string, fixed: number): string {
  const stem = withoutExtension(path);
  const parts = stem.split('/').slice(fixed);
  const joined = parts.join('__');
  const ambiguous = parts.some((part) => part.includes('__') || (parts.length > 1 && /^_|_$/.test(part)));
  return ambiguous ? withHash(sceneId(joined), stem) : sceneId(joined);
}

/** `a/b.c.tif` → `a/b.c`; a leading dot is no extension. */
export function withoutExtension(path: string): string {
  return path.replace(/(?<=[^/])\.[A-Za-z0-9]{1,10}$/, '');
}

/** Lower case, without dot; empty when there is none. */
export function extensionOf(path: string): string {
  return /(?<=[^/])\.([A-Za-z0-9]{1,10})$/.exec(path)?.[1]?.toLowerCase() ?? '';
}

function withHash(text: string, original: string): string {
  return `${text.slice(0, longest)}-${createHash('sha256').update(original).digest('hex').slice(0, 8)}`;
}
