import { mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteCatalog } from '../../lib/catalog/sqlite-catalog.ts';
import type { Catalog } from '../../lib/catalog/catalog.ts';
import type { Collection } from '../../lib/stac/collection.ts';
import type { Item } from '../../lib/stac/item.ts';
import { sentinel2ItemAssets, sentinel2Items } from '../sentinel2-items.ts';

/** Where archives and peers are kept between runs; `BENCH_CACHE` names another folder. */
export const benchCache = process.env['BENCH_CACHE'] ?? join(tmpdir(), 'revisit-bench');

export interface Archive {
  readonly path: string;
  readonly bytes: number;
}

/** A catalog of so many items like those of Sentinel-2, made when it isn't there yet: minutes for a million. */
export async function sentinel2Archive(count: number): Promise<Archive> {
  mkdirSync(benchCache, { recursive: true });
  const path = join(benchCache, `sentinel2-${count}.sqlite`);
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) await make(`${path}.part`, path, count);
  return { path, bytes: found?.size ?? statSync(path).size };
}

async function make(part: string, path: string, count: number): Promise<void> {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${part}${suffix}`, { force: true });
  const catalog = openSqliteCatalog(part);
  await catalog.putCollection(sentinel2Collection);
  await putAll(catalog, sentinel2Items(count));
  await catalog.close();
  renameSync(part, path);
}

async function putAll(catalog: Catalog, items: Iterable<Item>): Promise<void> {
  let batch: Item[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length < 500) continue;
    await catalog.putItems(batch);
    batch = [];
  }
  await catalog.putItems(batch);
}

/** With `item_assets`, like the Planetary Computer's: a peer that keeps what items have in common but once has it from there. */
export const sentinel2Collection: Collection = {
  type: 'Collection',
  stac_version: '1.0.0',
  id: 'sentinel-2-l2a',
  description: 'Items like those of Sentinel-2 L2A',
  license: 'proprietary',
  extent: {
    spatial: { bbox: [[-180, -90, 180, 90]] },
    temporal: { interval: [['2020-01-01T00:00:00Z', null]] },
  },
  links: [],
  item_assets: sentinel2ItemAssets(),
};
