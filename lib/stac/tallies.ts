import type { Position } from 'geojson';
import { geohash, geotile } from '../geo/grid-cells.ts';
import { propertyReader } from '../search/item-property.ts';
import { frequencies, type Aggregation } from './aggregation.ts';
import { datetimeHistogram, startOf, type Interval } from './datetime-histogram.ts';
import { itemOutline, type ItemOutline } from './item-outline.ts';
import type { Item } from './item.ts';

/** Looks at every item that matches, one after the other, and says in the end what they add up to. */
export interface Tally<T = Item> {
  add(item: T): void;
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

type Tallies<T> = Readonly<Record<string, (name: string, options: TallyOptions) => Tally<T>>>;

/** Aggregations by their names that need no more of an item than its outline, which the catalog's index may have. */
export const outlineTallies: Tallies<ItemOutline> = {
  total_count: (name) => {
    let count = 0;
    return { add: () => void count++, answer: () => ({ name, data_type: 'integer', value: count }) };
  },
  datetime_min: (name) => extreme(name, (a, b) => a < b),
  datetime_max: (name) => extreme(name, (a, b) => a > b),
  datetime_frequency: (name, { interval }) => {
    const hours = counter<number>();
    return {
      add: ({ time }) => hours.add(time === undefined ? undefined : startOf('hour', time)),
      answer: () => datetimeHistogram(name, hours.counts, interval, hours.total()),
    };
  },
  collection_frequency: (name) => terms(name, ({ collection }) => collection),
  cloud_cover_frequency: (name) => ranges(name, ({ cloudCover }) => cloudCover, [5, 15, 40]),
  centroid_geohash_grid_frequency: (name, { geohashPrecision }) => {
    const cell = (centre: Position) => geohash(centre, geohashPrecision);
    return terms(name, (item) => item.cell(cell));
  },
  centroid_geotile_grid_frequency: (name, { geotilePrecision }) => {
    const cell = (centre: Position) => geotile(centre, geotilePrecision);
    return terms(name, (item) => item.cell(cell));
  },
};

/** Every aggregation by its name. */
export const tallies: Tallies<Item> = {
  ...Object.fromEntries(
    Object.entries(outlineTallies).map(([name, make]) => [
      name,
      (name: string, options: TallyOptions) => ofItems(make(name, options)),
    ]),
  ),
  platform_frequency: (name) => terms(name, propertyReader('platform')),
  grid_code_frequency: (name) => terms(name, propertyReader('grid:code')),
};

function ofItems({ add, answer }: Tally<ItemOutline>): Tally {
  return { add: (item) => add(itemOutline(item)), answer };
}

/** Microseconds are kept where an item has them. */
export function isoOf(at: number): string {
  const whole = Math.floor(at);
  const micros = Math.round((at - whole) * 1000);
  const text = new Date(whole).toISOString();
  return micros === 0 ? text : text.replace('Z', `${String(micros).padStart(3, '0')}Z`);
}

function extreme(name: string, beats: (a: number, b: number) => boolean): Tally<ItemOutline> {
  let found: number | undefined;
  return {
    add: ({ time }) => {
      if (time !== undefined && (found === undefined || beats(time, found))) found = time;
    },
    answer: () => ({ name, data_type: 'datetime', value: found === undefined ? null : isoOf(found) }),
  };
}

function terms<T>(name: string, read: (item: T) => unknown): Tally<T> {
  const found = counter<string>();
  return {
    add: (item) => {
      const value = read(item);
      found.add(typeof value === 'string' || typeof value === 'number' ? String(value) : undefined);
    },
    answer: () => frequencies(name, found.counts, found.total()),
  };
}

/** @param edges where one range ends and the next begins */
function ranges<T>(name: string, read: (item: T) => number | undefined, edges: readonly number[]): Tally<T> {
  const found = counter<number>();
  const label = (edge: number | undefined) => edge?.toFixed(1) ?? '*';
  return {
    add: (item) => {
      const value = read(item);
      found.add(value === undefined ? undefined : edges.filter((edge) => edge <= value).length);
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
    add: (key: K | undefined) => {
      total++;
      if (key === undefined) without++;
      else counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    without: () => without,
    total: () => total,
  };
}
