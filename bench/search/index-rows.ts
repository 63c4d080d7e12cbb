import { mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cellOf } from '../../lib/catalog/cells.ts';
import { outwards, type IndexKey } from '../../lib/catalog/index-key.ts';
import { centred, type Extent } from '../../lib/catalog/item-extent.ts';
import { bucketChanges } from '../../lib/catalog/sqlite-buckets.ts';
import { openDatabase, type Database } from '../../lib/catalog/sqlite-database.ts';
import { ensureSchema } from '../../lib/catalog/sqlite-schema.ts';
import { fourYears, randomNumbers, sentinel2Tiles, type Tile } from '../sentinel2-items.ts';
import { benchCache, sentinel2Collection } from './archive.ts';

export interface IndexRows {
  readonly path: string;
  readonly bytes: number;
  /** Of making it; undefined when it was there. */
  readonly seconds: number | undefined;
}

/** The catalog's index of so many items like those of the archive, without the items: minutes for twenty million. */
export function sentinel2IndexRows(count: number): IndexRows {
  mkdirSync(benchCache, { recursive: true });
  const path = join(benchCache, `index-${count}.sqlite`);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found) return { path, bytes: found.size, seconds: undefined };
  const began = performance.now();
  const part = `${path}.part`;
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${part}${suffix}`, { force: true });
  make(part, count);
  renameSync(part, path);
  return { path, bytes: statSync(path).size, seconds: (performance.now() - began) / 1000 };
}

/** Level of the embedded catalog's finest cells. */
const maxLevel = 8;

function make(path: string, count: number): void {
  const database = openDatabase(path);
  ensureSchema(database);
  // Cut short, it is made anew.
  database.raw.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -262144');
  database.prepare("INSERT INTO collection VALUES (1, ?, '1', 0, ?)").run(sentinel2Collection.id, '{}');
  const rows = rowReader(count);
  database.write(() => {
    const byCell = database.prepare(`INSERT INTO by_cell VALUES (1, ?${', ?'.repeat(10)})`);
    for (const n of numbersByCell(database, rows, count)) {
      const { cell, key, id } = rows(n);
      byCell.run(cell, key.time, id, n + 1, key.cloudCover, null, null, ...key.extent);
    }
    const byTime = database.prepare(`INSERT INTO by_time VALUES (1, ?${', ?'.repeat(9)})`);
    for (let n = count - 1; n >= 0; n--) {
      const { key, id } = rows(n);
      byTime.run(key.time, id, n + 1, key.cloudCover, null, null, ...key.extent);
    }
  });
  database.raw.exec('PRAGMA journal_mode = WAL');
  database.close();
}

/** Every cell's rows together, the newest first: in the order of the index they are written at its end. */
function numbersByCell(database: Database, rows: (n: number) => IndexRow, count: number): Uint32Array {
  const changes = bucketChanges(database);
  const cells = new Uint32Array(count);
  const sizes = new Map<number, number>();
  for (let n = 0; n < count; n++) {
    const { cell, key } = rows(n);
    cells[n] = cell;
    sizes.set(cell, (sizes.get(cell) ?? 0) + 1);
    changes.add(1, cell, key);
  }
  changes.write();
  const places = new Map<number, number>();
  let place = 0;
  for (const [cell, size] of [...sizes].sort(([a], [b]) => a - b)) {
    places.set(cell, place);
    place += size;
  }
  const sorted = new Uint32Array(count);
  for (let n = count - 1; n >= 0; n--) {
    const at = places.get(cells[n]!)!;
    sorted[at] = n;
    places.set(cells[n]!, at + 1);
  }
  return sorted;
}

interface IndexRow {
  readonly cell: number;
  readonly id: string;
  readonly key: IndexKey & { readonly extent: Extent };
}

/** What the catalog's index holds of an item like the bench's, of any place in the archive.
 * @returns rows whose times grow with their number */
function rowReader(count: number): (n: number) => IndexRow {
  const tiles = sentinel2Tiles(count);
  const step = (fourYears.end - fourYears.start) / Math.ceil(count / tiles.length);
  return (n) => {
    const tile = tiles[n % tiles.length]!;
    const time = Math.round(fourYears.start + (n / tiles.length) * step);
    const random = randomNumbers(n);
    const orbit = String(Math.floor(random() * 143)).padStart(3, '0');
    const cut = random() < 0.33 ? 0.2 + 0.6 * random() : 1;
    const extent = extentOf(tile, cut);
    const stamp = new Date(time).toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
    return {
      cell: cellOf(extent, maxLevel),
      id: `S2A_MSIL2A_${stamp}_R${orbit}_T${tile.name}_${stamp}`,
      key: {
        extent: outwards(extent),
        time,
        span: { start: time, end: time },
        cloudCover: Number((100 * random()).toFixed(6)),
      },
    };
  };
}

function extentOf({ west, south }: Tile, cut: number): Extent {
  return centred([west, south, west + 1.1 * cut, south + 1]);
}
