import type { Position } from 'geojson';
import { geohash, geotile } from '../geo/grid-cells.ts';
import { propertyReader } from '../search/item-property.ts';
import { frequencies, type Aggregation } from './aggregation.ts';
import { datetimeHistogram, startOf, type Interval } from './datetime-histogram.ts';
import { itemOutline, timeOf, type ItemOutline } from './item-outline.ts';
import type { Item } from './item.ts';

/** Looks at every item that matches, one after the other, and says in the end what they add up to. */
export interface Tally {
  add(item: Item): void;
  answer(): Aggregation;
}

/** A tally that needs no more of an item than one part of its outline, so that a store can add equal items at once. */
export interface OutlineTally {
  /** What it looks at. Times within one hour, and cloud covers within one percent, count as equal. */
  readonly of: 'nothing' | 'collection' | 'time' | 'cloudCover' | { readonly cell: (centre: Position) => string };
  /** @param times how often there is such an item */
  add(item: ItemOutline, times: number): void;
  answer(): Aggregation;
}

export interface TallyOptions {
  /** Of `datetime_frequency`; absent: chosen by what is there. */
  readonly interval?: Interval;
  /** Characters of geohashes. */
  readonly geohashPrecision: number;
  /** Zoom of map tiles. */
  readonly geotilePrecision: number;
}

type Tallies<T> = Readonly<Record<string, (name: string, options: TallyOptions) => T>>;

/** Aggregations by their names that the catalog's index may know. */
export const outlineTallies: Tallies<OutlineTally> = {
  total_count: (name) => {
    let count = 0;
    return {
      of: 'nothing',
      add: (_item, times) => void (count += times),
      answer: () => ({ name, data_type: 'integer', value: count }),
    };
  },
  datetime_frequency: (name, { interval }) => {
    const hours = counter<number>();
    return {
      of: 'time',
      add: ({ time }, times) => hours.add(time === undefined ? undefined : startOf('hour', time), times),
      answer: () => datetimeHistogram(name, hours.counts, interval, hours.total()),
    };
  },
  collection_frequency: (name) => ({ of: 'collection', ...terms(name, ({ collection }: ItemOutline) => collection) }),
  cloud_cover_frequency: (name) => ({
    of: 'cloudCover',
    ...ranges(name, ({ cloudCover }: ItemOutline) => cloudCover, [5, 15, 40]),
  }),
  centroid_geohash_grid_frequency: (name, { geohashPrecision }) =>
    cells(name, (centre) => geohash(centre, geohashPrecision)),
  centroid_geotile_grid_frequency: (name, { geotilePrecision }) =>
    cells(name, (centre) => geotile(centre, geotilePrecision)),
};

/** Every aggregation by its name. */
export const tallies: Tallies<Tally> = {
  ...Object.fromEntries(
    Object.entries(outlineTallies).map(([name, make]) => [
      name,
      (name: string, options: TallyOptions) => ofItems(make(name, options)),
    ]),
  ),
  datetime_min: (name) => extreme(name, (a, b) => a < b),
  datetime_max: (name) => extreme(name, (a, b) => a > b),
  platform_frequency: (name) => ofEach(terms(name, propertyReader('platform'))),
  grid_code_frequency: (name) => ofEach(terms(name, propertyReader('grid:code'))),
};

function ofItems({ add, answer }: OutlineTally): Tally {
  return { add: (item) => add(itemOutline(item), 1), answer };
}

function ofEach({ add, answer }: Counting<Item>): Tally {
  return { add: (item) => add(item, 1), answer };
}

interface Counting<T> {
  add(item: T, times: number): void;
  answer(): Aggregation;
}

function cells(name: string, cell: (centre: Position) => string): OutlineTally {
  return { of: { cell }, ...terms(name, (item: ItemOutline) => item.cell(cell)) };
}

/** Microseconds are kept where an item has them. */
export function isoOf(at: number): string {
  const whole = Math.floor(at);
  const micros = Math.round((at - whole) * 1000);
  const text = new Date(whole).toISOString();
  return micros === 0 ? text : text.replace('Z', `${String(micros).padStart(3, '0')}Z`);
}

function extreme(name: string, beats: (a: number, b: number) => boolean): Tally {
  let found: number | undefined;
  return {
    add: (item) => {
      const at = timeOf(item);
      if (at !== undefined && (found === undefined || beats(at, found))) found = at;
    },
    answer: () => ({ name, data_type: 'datetime', value: found === undefined ? null : isoOf(found) }),
  };
}

function terms<T>(name: string, read: (item: T) => unknown): Counting<T> {
  const found = counter<string>();
  return {
    add: (item, times) => {
      const value = read(item);
      found.add(typeof value === 'string' || typeof value === 'number' ? String(value) : undefined, times);
    },
    answer: () => frequencies(name, found.counts, found.total()),
  };
}

/** @param edges where one range ends and the next begins: whole numbers */
function ranges<T>(name: string, read: (item: T) => number | undefined, edges: readonly number[]): Counting<T> {
  const found = counter<number>();
  const label = (edge: number | undefined) => edge?.toFixed(1) ?? '*';
  return {
    add: (item, times) => {
      const value = read(item);
      found.add(value === undefined ? undefined : edges.filter((edge) => edge <= value).length, times);
    },
    answer: () => ({
      name,
      data_type: 'frequency_distribution',
      buckets: Array.from({ length: edges.length + 1 }, (_, index) => {
        const [from, to] = [edges[index - 1], edges[index]];
        return {
          key: `${label(from)}-${label(to)}`,
          data_type: 'numeric',
          frequency: found.counts.get(index) ?? 0,
          ...(from === undefined ? {} : { from }),
          ...(to === undefined ? {} : { to }),
        };
      }),
      overflow: found.without(),
    }),
  };
}

/** Counts keys, and how often there was none. */
function counter<K>() {
  const counts = new Map<K, number>();
  let [without, total] = [0, 0];
  return {
    counts,
    add: (key: K | undefined, times: number) => {
      total += times;
      if (key === undefined) without += times;
      else counts.set(key, (counts.get(key) ?? 0) + times);
    },
    without: () => without,
    total: () => total,
  };
}
