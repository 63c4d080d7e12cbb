import type { Position } from 'geojson';
import { geometryBbox, unwrapBbox } from '../geo/bbox.ts';
import { geohash, geotile } from '../geo/grid-cells.ts';
import { instantOfValue } from '../search/datetime.ts';
import { propertyReader } from '../search/item-property.ts';
import { sortValue } from '../search/sort-items.ts';
import { frequencies, type Aggregation } from './aggregation.ts';
import { datetimeHistogram, startOf, type Interval } from './datetime-histogram.ts';
import type { Item } from './item.ts';

/** Looks at every item that matches, one after the other, and says in the end what they add up to. */
export interface Tally {
  add(item: Item): void;
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

/** Every aggregation by its name. */
export const tallies: Readonly<Record<string, (name: string, options: TallyOptions) => Tally>> = {
  total_count: (name) => {
    let count = 0;
    return { add: () => void count++, answer: () => ({ name, data_type: 'integer', value: count }) };
  },
  datetime_min: (name) => extreme(name, (a, b) => a < b),
  datetime_max: (name) => extreme(name, (a, b) => a > b),
  datetime_frequency: (name, { interval }) => {
    const hours = counter<number>();
    return {
      add: (item) => {
        const at = timeOf(item);
        hours.add(at === undefined ? undefined : startOf('hour', at));
      },
      answer: () => datetimeHistogram(name, hours.counts, interval, hours.total()),
    };
  },
  collection_frequency: (name) => terms(name, (item) => item.collection),
  platform_frequency: (name) => terms(name, propertyReader('platform')),
  grid_code_frequency: (name) => terms(name, propertyReader('grid:code')),
  cloud_cover_frequency: (name) => ranges(name, propertyReader('eo:cloud_cover'), [5, 15, 40]),
  centroid_geohash_grid_frequency: (name, { geohashPrecision }) =>
    terms(name, (item) => located(item, (centre) => geohash(centre, geohashPrecision))),
  centroid_geotile_grid_frequency: (name, { geotilePrecision }) =>
    terms(name, (item) => located(item, (centre) => geotile(centre, geotilePrecision))),
};

/** Microseconds are kept where an item has them. */
export function isoOf(at: number): string {
  const whole = Math.floor(at);
  const micros = Math.round((at - whole) * 1000);
  const text = new Date(whole).toISOString();
  return micros === 0 ? text : text.replace('Z', `${String(micros).padStart(3, '0')}Z`);
}

const readTime = sortValue('datetime');

/** When an item was taken, or began to be; milliseconds since 1970. */
export function timeOf(item: Item): number | undefined {
  return instantOfValue(readTime(item))?.first;
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

function terms(name: string, read: (item: Item) => unknown): Tally {
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
function ranges(name: string, read: (item: Item) => unknown, edges: readonly number[]): Tally {
  const found = counter<number>();
  const label = (edge: number | undefined) => edge?.toFixed(1) ?? '*';
  return {
    add: (item) => {
      const value = read(item);
      found.add(typeof value === 'number' ? edges.filter((edge) => edge <= value).length : undefined);
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

/** The cell of the middle of an item's box. */
function located(item: Item, cell: (centre: Position) => string): string | undefined {
  const box = item.geometry && geometryBbox(item.geometry);
  if (!box) return undefined;
  const [west, south, east, north] = unwrapBbox(box);
  const longitude = (west + east) / 2;
  return cell([longitude > 180 ? longitude - 360 : longitude, (south + north) / 2]);
}
