import { readdirSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parseItemLine } from '../../lib/stac/parse-item-line.ts';
import { itemLimit, oneLine, type Entry, type Position, type Source } from './source.ts';

/** Every `.json` and `.geojson` under a folder, one item each; the catalogs and collections of a static catalog are passed
 * over. Positions are counts of files in the order of their paths. */
export function folderSource(path: string): Source {
  const names = readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && /\.(?:json|geojson)$/i.test(entry.name))
    .map((entry) => relative(path, join(entry.parentPath, entry.name)))
    .sort();
  return { total: names.length, entries: (from) => files(path, names, from) };
}

async function* files(folder: string, names: readonly string[], { at }: Position): AsyncGenerator<Entry> {
  for (const [index, name] of names.entries()) {
    if (index < at) continue;
    const path = join(folder, name);
    const { size } = await stat(path);
    const bytes = size <= itemLimit ? await readFile(path) : undefined;
    const entry: Entry = {
      place: name,
      next: { at: index + 1 },
      size: bytes?.length ?? 0,
      parse: () => parseItemLine(bytes, itemLimit),
      raw: () => bytes && oneLine(bytes),
    };
    if (!isAbove(bytes)) yield entry;
  }
}

/** Whether it is a catalog or a collection: what links to items. */
function isAbove(bytes: Buffer | undefined): boolean {
  if (!bytes?.includes('"Catalog"') && !bytes?.includes('"Collection"')) return false;
  try {
    const { type } = JSON.parse(bytes.toString('utf8')) as { readonly type?: unknown };
    return type === 'Catalog' || type === 'Collection';
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return false;
    throw error;
  }
}
