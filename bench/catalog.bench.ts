import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Catalog } from '../lib/catalog/catalog.ts';
import { openSqliteCatalog } from '../lib/catalog/sqlite-catalog.ts';
import type { SearchRequest } from '../lib/search/search-request.ts';
import type { Item } from '../lib/stac/item.ts';
import type { Row } from './row.ts';
import { fourYears, randomNumbers, sentinel2Items, sentinel2Tiles, type Tile } from './sentinel2-items.ts';

const newestFirst = [{ field: 'datetime', direction: 'desc' }] as const;
const aDay = 86_400_000;

/** The SQLite catalog in process: loading, six searches of 100 items with their full JSON, memory.
 * `BENCH_ITEMS` sets how many items (100,000). */
export async function run(): Promise<Row[]> {
  const count = Number(process.env['BENCH_ITEMS'] ?? 100_000);
  const folder = await mkdtemp(join(tmpdir(), 'revisit-bench-'));
  const path = join(folder, 'catalog.sqlite');
  const catalog = openSqliteCatalog(path);
  try {
    const loaded = await load(catalog, count);
    const rows: Row[] = [
      { name: `catalog: load ${count.toLocaleString('en')} items of 9 KB`, value: count / loaded, unit: 'items/s' },
      { name: 'catalog: on disk, an item', value: (await stat(path)).size / count, unit: 'bytes' },
    ];
    for (const [name, requests] of searches(count)) rows.push(...(await measure(catalog, name, requests)));
    rows.push(...(await pages(catalog)));
    return [...rows, { name: 'catalog: memory of the process', value: process.memoryUsage.rss() / 1e6, unit: 'MB' }];
  } finally {
    await catalog.close();
    await rm(folder, { recursive: true });
  }
}

/** @returns seconds in the catalog, without making the items */
async function load(catalog: Catalog, count: number): Promise<number> {
  const id = 'sentinel-2-l2a';
  const extent = {
    spatial: { bbox: [[-180, -90, 180, 90]] as const },
    temporal: { interval: [[null, null]] as const },
  };
  await catalog.putCollection({
    type: 'Collection',
    stac_version: '1.0.0',
    id,
    description: id,
    license: '',
    extent,
    links: [],
  });
  let milliseconds = 0;
  const put = async (items: readonly Item[]) => {
    const began = performance.now();
    await catalog.putItems(items);
    milliseconds += performance.now() - began;
  };
  let batch: Item[] = [];
  for (const item of sentinel2Items(count)) {
    batch.push(item);
    if (batch.length < 1000) continue;
    await put(batch);
    batch = [];
  }
  await put(batch);
  return milliseconds / 1000;
}

type MakeRequest = () => SearchRequest;

function searches(count: number): readonly (readonly [string, MakeRequest])[] {
  const random = randomNumbers(3);
  const tiles = sentinel2Tiles(count);
  const tile = (): Tile => tiles[Math.floor(random() * tiles.length)]!;
  const page = { sortby: newestFirst, limit: 100 };
  const cloud = (literal: number) => ({ op: '<', args: [{ property: 'eo:cloud_cover' }, { literal }] });
  const some = [...sentinel2Items(count).take(2000)].map(({ id }) => id);
  return [
    [
      'small area, 4 years, cloud < 25',
      () => {
        const { west, south } = tile();
        const [x, y] = [west + random(), south + random()];
        return { ...page, bbox: [x, y, x + 0.2, y + 0.2], datetime: fourYears, filter: cloud(25) };
      },
    ],
    [
      'world, seven days',
      () => {
        const end = fourYears.end - Math.floor(random() * 1000) * aDay;
        return { ...page, datetime: { start: end - 7 * aDay, end } };
      },
    ],
    [
      'country and one month',
      () => {
        const { west, south } = tile();
        const start = fourYears.start + random() * (fourYears.end - fourYears.start - 31 * aDay);
        return { ...page, intersects: country(west, south), datetime: { start, end: start + 31 * aDay } };
      },
    ],
    ['10 ids', () => ({ ...page, ids: Array.from({ length: 10 }, () => some[Math.floor(random() * some.length)]!) })],
    ['cloud < 1 in a collection', () => ({ ...page, collections: ['sentinel-2-l2a'], filter: cloud(1) })],
  ];
}

/** A polygon of 60 vertices, some six degrees across. */
function country(west: number, south: number): NonNullable<SearchRequest['intersects']> {
  const ring = Array.from({ length: 60 }, (_, n) => {
    const [angle, radius] = [(n / 60) * 2 * Math.PI, 3 + Math.sin(n * 1.7) * 0.8];
    return [west + radius * Math.cos(angle), Math.max(-90, Math.min(90, south + radius * Math.sin(angle)))];
  });
  return { type: 'Polygon', coordinates: [[...ring, ring[0]!]] };
}

async function measure(catalog: Catalog, name: string, make: MakeRequest): Promise<readonly Row[]> {
  const times: number[] = [];
  for (let turn = 0; turn < 220; turn++) {
    const request = make();
    const elapsed = await timeOf(catalog, request);
    if (turn >= 20) times.push(elapsed);
  }
  return rowsOf(name, times);
}

/** Pages 40 to 60 of everything. */
async function pages(catalog: Catalog): Promise<readonly Row[]> {
  const times: number[] = [];
  for (let turn = 0; turn < 10; turn++) {
    let request: SearchRequest = { sortby: newestFirst, limit: 100, collections: ['sentinel-2-l2a'] };
    for (let page = 1; page <= 60; page++) {
      if (page >= 40) times.push(await timeOf(catalog, request));
      const { next } = await catalog.search(request);
      if (next === undefined) break;
      request = { ...request, token: next };
    }
  }
  return rowsOf('page 40 to 60 of a long result', times);
}

async function timeOf(catalog: Catalog, request: SearchRequest): Promise<number> {
  const began = performance.now();
  const page = await catalog.search(request);
  let bytes = 0;
  for (const { json } of page.items) bytes += json.length;
  return bytes >= 0 ? performance.now() - began : 0;
}

function rowsOf(name: string, times: number[]): readonly Row[] {
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(share * times.length)] ?? NaN;
  return [
    { name: `catalog: ${name}, p50`, value: at(0.5), unit: 'ms' },
    { name: `catalog: ${name}, p95`, value: at(0.95), unit: 'ms' },
  ];
}
