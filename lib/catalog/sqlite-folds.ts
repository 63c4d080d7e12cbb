import type { Position } from 'geojson';
import type { ItemOutline } from '../stac/item-outline.ts';
import type { OutlineTally } from '../stac/tallies.ts';
import { noTime } from './index-key.ts';
import type { CollectionNames } from './sqlite-collections.ts';
import type { IndexQuery } from './sqlite-index-query.ts';

// Each aggregation looks at one part of an item's outline. Rows that it can't tell apart by that part are counted first and
// added at once: those of one collection, hour, whole percent of cloud cover, or tile of a hundredth of a degree.

const hour = 3_600_000;
const tileRows = 100_000;
const tile = `floor((k.west + k.east) / 20000.0) * ${tileRows} + floor((k.south + k.north) / 20000.0)`;

/** SQL of the number by which rows are counted. Counting them here is faster than GROUP BY, which sorts them. */
const keys = {
  nothing: '0',
  collection: 'k.c',
  time: `floor(k.t / ${hour}.0)`,
  cloudCover: 'floor(k.cloud)',
  cell: tile,
} as const;

type Counts = ReadonlyMap<number | null, number>;

/** Adds all rows that are sure, in one pass over the index, but those of tiles that lie in more than one cell of a grid.
 * @returns those tiles by the tally that wants to know */
export function addSure(
  tallies: readonly OutlineTally[],
  query: IndexQuery,
  names: CollectionNames,
): ReadonlyMap<OutlineTally, readonly number[]> {
  const kinds = [...new Set(tallies.map(kindOf))];
  const counts = countKeys(
    query,
    kinds.map((kind) => keys[kind]),
  );
  const torn = new Map<OutlineTally, number[]>();
  for (const tally of tallies) {
    const tiles: number[] = [];
    for (const [key, times] of counts[kinds.indexOf(kindOf(tally))]!) {
      const outline = outlineOf(tally, key, names);
      if (outline) tally.add(outline, times);
      else tiles.push(key!);
    }
    if (tiles.length > 0) torn.set(tally, tiles);
  }
  return torn;
}

function kindOf({ of }: OutlineTally): keyof typeof keys {
  return typeof of === 'string' ? of : 'cell';
}

function countKeys(query: IndexQuery, columns: readonly string[]): readonly Counts[] {
  const counts = columns.map(() => new Map<number | null, number>());
  for (const row of query.sure<readonly (number | null)[]>(columns.join()))
    for (const [at, count] of counts.entries()) count.set(row[at]!, (count.get(row[at]!) ?? 0) + 1);
  return counts;
}

const nothing: ItemOutline = { collection: '', time: undefined, cloudCover: undefined, cell: () => undefined };

/** @returns undefined for a tile that is in more than one cell */
function outlineOf({ of }: OutlineTally, key: number | null, names: CollectionNames): ItemOutline | undefined {
  if (key === null || of === 'nothing') return nothing;
  if (of === 'collection') return { ...nothing, collection: names(key) };
  if (of === 'cloudCover') return { ...nothing, cloudCover: key };
  if (of === 'time') return { ...nothing, time: key === Math.floor(noTime / hour) ? undefined : key * hour };
  const x = Math.round(key / tileRows);
  const y = key - x * tileRows;
  const cell = cellAround(of.cell, [x / 100, y / 100], [(x + 1) / 100, (y + 1) / 100]);
  return cell === undefined ? undefined : { ...nothing, cell: () => cell };
}

/** Adds the rows of torn tiles one by one.
 * @returns numbers of items to look at: their place is too close to the edge of a cell */
export function* addTorn(tally: OutlineTally, tiles: readonly number[], query: IndexQuery): Generator<number> {
  if (typeof tally.of === 'string') return;
  const { cell: of } = tally.of;
  type Centre = readonly [n: number, x: number, y: number];
  const centre = '(k.west + k.east) / 2e6, (k.south + k.north) / 2e6';
  const within = `AND ${tile} IN (SELECT value FROM json_each(:more))`;
  for (const [n, x, y] of query.sure<Centre>(`k.n, ${centre}`, within, JSON.stringify(tiles))) {
    const cell = cellAround(of, [x, y], [x, y]);
    if (cell === undefined) yield n;
    else tally.add({ ...nothing, cell: () => cell }, 1);
  }
}

/** More than a box's middle moves when the box is rounded outwards, degrees. */
const blur = 0.6e-6;

/** The cell that surely holds what lies between two corners, or nothing; at ±180° either end of the world may be meant. */
function cellAround(of: (centre: Position) => string, low: Position, high: Position): string | undefined {
  const [west, south, east, north] = [low[0]! - blur, low[1]! - blur, high[0]! + blur, high[1]! + blur];
  if (west < -180 || east > 180) return undefined;
  const cell = of([west, south]);
  return cell === of([east, north]) ? cell : undefined;
}
