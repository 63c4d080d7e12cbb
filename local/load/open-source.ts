import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { extname } from 'node:path';
import { folderSource } from './folder-source.ts';
import { jsonSource } from './json-source.ts';
import { lineSource } from './line-source.ts';
import { parquetSource } from './parquet-source.ts';
import type { Source } from './source.ts';

const byExtension: Readonly<Record<string, (path: string) => Source | Promise<Source>>> = {
  '.ndjson': lineSource,
  '.jsonl': lineSource,
  '.ndgeojson': lineSource,
  '.geojsonl': lineSource,
  '.geojsons': lineSource,
  '.json': textSource,
  '.geojson': textSource,
  '.parquet': parquetSource,
  '.geoparquet': parquetSource,
};

/** Lines have been found under the name of JSON, too. */
function textSource(path: string): Source {
  return isOfLines(path) ? lineSource(path) : jsonSource(path);
}

/** Whether the first line is an item by itself and another one follows. */
function isOfLines(path: string): boolean {
  const head = readHead(path, 1 << 20);
  const [, first = '', next = ''] = /^\s*(\{.*\})\r?\n\s*(.?)/.exec(head) ?? [];
  return next === '{' && isFeature(first);
}

function isFeature(text: string): boolean {
  try {
    return (JSON.parse(text) as { readonly type?: unknown }).type === 'Feature';
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function readHead(path: string, size: number): string {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(size);
    return head.toString('utf8', 0, readSync(file, head));
  } finally {
    closeSync(file);
  }
}

/** @throws {Error} with what can be read */
export async function openSource(path: string): Promise<Source> {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new Error(`There is no ${path}`);
  if (found.isDirectory()) return folderSource(path);
  const open = byExtension[extname(path).toLowerCase()];
  if (!open) throw new Error(`${path}: a folder is expected, or one of ${Object.keys(byExtension).join(' ')}`);
  return open(path);
}
