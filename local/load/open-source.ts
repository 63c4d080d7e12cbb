import { statSync } from 'node:fs';
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
  '.json': jsonSource,
  '.geojson': jsonSource,
  '.parquet': parquetSource,
  '.geoparquet': parquetSource,
};

/** @throws {Error} with what can be read */
export async function openSource(path: string): Promise<Source> {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new Error(`There is no ${path}`);
  if (found.isDirectory()) return folderSource(path);
  const open = byExtension[extname(path).toLowerCase()];
  if (!open) throw new Error(`${path}: a folder is expected, or one of ${Object.keys(byExtension).join(' ')}`);
  return open(path);
}
